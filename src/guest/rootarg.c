/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "guest/rootarg.h"

#include <string.h>

#include "guest/bootsource.h"
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

const char *rootarg_place_problem(const struct guest *guest,
				  const struct boot_place *place)
{
	return place->arg.value_present ? rootarg_problem(guest, place->arg.value_text)
					: NULL;
}

static bool is_meant(const struct boot_place *place, const char *value)
{
	return strcmp(place->arg.value_text, value) == 0;
}

struct boot_change rootarg_repair(struct guest *guest, const char *path,
				  const char *value, const char **stable, unsigned *count)
{
	size_t places, first = 0, end;
	const struct boot_place *place = guest_boot_places(guest, "root", &places);
	const char **values = pool_alloc(guest->pool, (places + 1) * sizeof(*values));
	const char *why = NULL;

	*count = 0;
	while (first < places && strcmp(place[first].part.source, path) != 0)
		first++;
	for (end = first; end < places && strcmp(place[end].part.source, path) == 0;
	     end++) {
		if (!is_meant(&place[end], value))
			continue;
		*stable = rootarg_stable(guest, value,
					 place[end].without_initrd ? ROOTARG_KERNEL
								   : ROOTARG_INITRD,
					 &why);
		if (!*stable || strcmp(*stable, value) == 0)
			return (struct boot_change){
				.why_not = pool_printf(
					guest->pool, "line %u: %s", place[end].part.line,
					why ? why : "nothing better is known")
			};
		values[end] = *stable;
		++*count;
	}
	return boot_places_set(guest, place + first, values + first, end - first);
}
