/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "guest/volumes.h"

#include <string.h>
#include <strings.h>

const char *volume_use(struct pool *pool, const struct volume *volume)
{
	const char *type = volume->type ? volume->type : "unknown";

	return volume->mountpoint ? pool_printf(pool, "%s (%s)", volume->mountpoint, type)
				  : type;
}

const struct volume *volume_named(const struct guest *guest, const char *name)
{
	for (size_t i = 0; i < guest->volume_count; i++)
		if (strcmp(volume_name(guest->pool, &guest->volume[i]), name) == 0)
			return &guest->volume[i];
	return NULL;
}

const struct volume *volume_at(const struct guest *guest, const struct disk *disk,
			       unsigned part)
{
	for (size_t i = 0; i < guest->volume_count; i++)
		if (guest->volume[i].disk == disk && guest->volume[i].part == part)
			return &guest->volume[i];
	return NULL;
}

const struct volume *volume_with_uuid(const struct guest *guest, const char *uuid)
{
	for (size_t i = 0; i < guest->volume_count; i++)
		if (guest->volume[i].uuid && strcasecmp(guest->volume[i].uuid, uuid) == 0)
			return &guest->volume[i];
	return NULL;
}
