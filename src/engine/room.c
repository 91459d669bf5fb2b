/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "engine/room.h"

enum {
	SPARE = 3, /* blocks an edit takes beyond its bytes: its rest, two directories */
	BLOCK_MAX = 64 << 10, /* of FAT; no file system has larger ones */
};

static bool all_have_room(const struct guest *guest, uint64_t size, uint64_t files)
{
	for (size_t i = 0; i < guest->volume_count; i++) {
		const struct volume *volume = &guest->volume[i];

		if ((volume->block && volume->room < size) ||
		    (volume->files && volume->files_free < files))
			return false;
	}
	return true;
}

/* The old file stays until its new one is complete. */
static uint64_t need_on(const struct guest *guest, const struct volume *volume,
			const struct edit *const *edit, size_t count)
{
	uint64_t need = 0;

	for (size_t i = 0; i < count; i++)
		if (edit[i]->kind != EDIT_REMOVE &&
		    guest_volume_of(guest, edit[i]->path) == volume)
			need += edit[i]->data.len + SPARE * (uint64_t)volume->block;
	return need;
}

/* A new content is a new file until it takes the name of the old one. */
static uint64_t files_on(const struct guest *guest, const struct volume *volume,
			 const struct edit *const *edit, size_t count)
{
	uint64_t files = 1;

	for (size_t i = 0; i < count; i++)
		files += edit[i]->created && edit[i]->kind != EDIT_REMOVE &&
			 guest_volume_of(guest, edit[i]->path) == volume;
	return files;
}

/* Most repairs are small: then not every edit is weighed again for each of them. */
const char *room_lacks(struct guest *guest, struct tree *overlay)
{
	const struct edit *const *edit;
	size_t count = overlay_mark(overlay);

	if (all_have_room(guest, overlay_size(overlay) + count * SPARE * BLOCK_MAX,
			  count + 1))
		return NULL;
	edit = overlay_edits(overlay, &count);
	for (size_t i = 0; i < guest->volume_count; i++) {
		const struct volume *volume = &guest->volume[i];
		uint64_t need = need_on(guest, volume, edit, count);

		if (volume->block && volume->mountpoint && need > volume->room)
			return pool_printf(
				guest->pool,
				"no room on \"%s\": %llu kB needed, %llu kB free",
				volume->mountpoint,
				(unsigned long long)(need + 999) / 1000,
				(unsigned long long)volume->room / 1000);
		if (volume->mountpoint && volume->files && need > 0 &&
		    files_on(guest, volume, edit, count) > volume->files_free)
			return pool_printf(
				guest->pool, "no room on \"%s\" for %llu %s",
				volume->mountpoint,
				(unsigned long long)files_on(guest, volume, edit, count),
				"more files: its inodes are used up");
	}
	return NULL;
}
