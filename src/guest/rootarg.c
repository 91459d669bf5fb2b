/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "guest/rootarg.h"

#include "guest/devname.h"

static struct devname *as_root(const struct guest *guest, const char *value)
{
	struct devname *name = devname_parse(guest->pool, value);

	name->mountpoint = "/";
	return name;
}

/* The volume VALUE means; of an own command line, it can only be the root found. */
static const struct volume *meant(const struct guest *guest, const struct devname *name,
				  bool own, const char **why_not)
{
	const struct volume *volume = devname_volume(guest, name, why_not);

	if (!volume && own)
		volume = guest_volume_at(guest, "/");
	return volume;
}

const char *rootarg_problem(const struct guest *guest, const char *value, bool own)
{
	const struct devname *name = as_root(guest, value);
	const char *why;

	if (devname_is_positional(name))
		return "depends on the old machine's controller";
	if (own && devname_is_missing(guest, name))
		return "is no volume of this disk";
	if (own && name->kind <= DEVNAME_PARTLABEL && !devname_volume(guest, name, &why))
		return why;
	return NULL;
}

const char *rootarg_stable(const struct guest *guest, const char *value, bool own,
			   bool has_initrd, const char **why_not)
{
	const struct volume *volume = meant(guest, as_root(guest, value), own, why_not);
	const char *stable;

	if (!volume)
		return NULL;
	if (!has_initrd) {
		*why_not = "the entry has no initramfs and the partition has no PARTUUID";
		return volume->partuuid
			       ? pool_printf(guest->pool, "PARTUUID=%s", volume->partuuid)
			       : NULL;
	}
	stable = devname_stable(guest, volume);
	if (!stable)
		*why_not = "the root has neither a UUID of its own nor a PARTUUID";
	return stable;
}
