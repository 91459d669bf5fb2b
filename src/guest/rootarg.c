/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "guest/rootarg.h"

#include <string.h>

#include "guest/devname.h"

static struct devname *as_root(const struct guest *guest, const char *value)
{
	struct devname *name = devname_parse(guest->pool, value);

	name->mountpoint = "/";
	return name;
}

const char *rootarg_problem(const struct guest *guest, const char *value)
{
	const struct devname *name = as_root(guest, value);
	const char *why;

	/* GRUB puts in what a variable holds. */
	if (strchr(value, '$'))
		return NULL;
	if (devname_is_positional(name))
		return "depends on the old machine's controller";
	if (devname_is_missing(guest, name))
		return "is no volume of this disk";
	if (devname_is_tag(name) && !devname_volume(guest, name, &why))
		return why;
	return NULL;
}

const char *rootarg_stable(const struct guest *guest, const char *value,
			   enum rootarg_finder finder, const char **why_not)
{
	const struct volume *volume =
		devname_volume(guest, as_root(guest, value), why_not);
	const char *stable;

	if (!volume)
		volume = guest_volume_at(guest, "/");
	if (!volume)
		return NULL;
	if (finder == ROOTARG_KERNEL) {
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
