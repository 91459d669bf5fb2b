/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <string.h>

#include "guest/devname-internal.h"
#include "guest/layers.h"

char *devname_where(struct pool *pool, const struct volume *volume)
{
	static const char *const kinds[] = { [VOLUME_LV] = "logical volume",
					     [VOLUME_MD] = "array",
					     [VOLUME_CRYPT] = "encrypted volume",
					     [VOLUME_SUBVOL] = "subvolume" };

	if (volume->kind != VOLUME_PART)
		return pool_printf(pool, "%s %s", kinds[volume->kind],
				   volume->name ? volume->name : volume->node);
	if (volume->part == 0)
		return pool_strdup(pool,
				   volume->disk ? volume->disk->name : volume->node);
	return pool_printf(pool, "partition %u of %s", volume->part, volume->disk->name);
}

static const char *tag_of(const struct volume *volume, enum devname_kind kind)
{
	switch (kind) {
	case DEVNAME_UUID:
		return volume->uuid;
	case DEVNAME_LABEL:
		return volume->label;
	case DEVNAME_PARTUUID:
		return volume->partuuid;
	case DEVNAME_PARTLABEL:
		return volume->partlabel;
	default:
		return NULL;
	}
}

enum match { MATCH_AS_WRITTEN, MATCH_ANY_CASE };

static bool tag_matches(const struct volume *volume, const struct devname *name,
			enum match match)
{
	const char *value = tag_of(volume, name->kind);

	if (!value || !*value)
		return false;
	if (name->kind == DEVNAME_PARTUUID ||
	    (name->kind == DEVNAME_UUID &&
	     (match == MATCH_ANY_CASE || strlen(value) == RFC4122_LEN)))
		return strcasecmp(value, name->value) == 0;
	return strcmp(value, name->value) == 0;
}

/* The devices of one btrfs carry one UUID; any of them stands for it. */
static struct devname_place take_matches(const struct guest *guest,
					 const struct devname *name, enum match match)
{
	const struct volume *found = NULL;

	for (size_t i = 0; i < guest->volume_count; i++) {
		const struct volume *volume = &guest->volume[i];

		if (!tag_matches(volume, name, match))
			continue;
		if (!found)
			found = volume;
		else if (!found->type || strcmp(found->type, "btrfs") != 0)
			return (struct devname_place){
				.fate = DEVNAME_UNSURE,
				.why = pool_printf(guest->pool, "both %s and %s have %s",
						   devname_where(guest->pool, found),
						   devname_where(guest->pool, volume),
						   name->text),
			};
	}
	return (struct devname_place){ .fate = found ? DEVNAME_HERE : DEVNAME_MISSING,
				       .volume = found };
}

struct devname_place devname_find_tag(const struct guest *guest,
				      const struct devname *name)
{
	struct devname_place place = take_matches(guest, name, MATCH_AS_WRITTEN);
	const struct volume *hiding;

	if (place.fate == DEVNAME_MISSING && name->kind == DEVNAME_UUID)
		place = take_matches(guest, name, MATCH_ANY_CASE);
	if (place.fate != DEVNAME_MISSING)
		return place;
	hiding = name->kind == DEVNAME_UUID || name->kind == DEVNAME_LABEL
			 ? layer_unopened(guest)
			 : NULL;
	place.why = "nothing on this disk has it";
	if (hiding) {
		place.fate = DEVNAME_UNSURE;
		place.why = pool_printf(guest->pool, "it may lie inside the %s in %s",
					hiding->type, devname_where(guest->pool, hiding));
	}
	return place;
}
