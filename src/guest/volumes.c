/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "guest/volumes.h"

#include <string.h>

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
