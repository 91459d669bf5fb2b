/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the facts are over a tree, and what they are once it is repaired. */
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "facts-internal.h"
#include "tree/overlay.h"

enum { TODAY = 20000 }; /* 2024-10-04: a case is as old as it was made */

static void forget(struct strs *list, const char *path)
{
	for (size_t i = 0; i < list->count; i++)
		if (strcmp(list->item[i], path) == 0)
			list->item[i] = "";
}

void facts_mend(struct pool *pool, struct facts *facts, const struct guest *guest)
{
	const struct edit **edit;
	size_t count;

	for (size_t i = 0; i < guest->mended_count; i++)
		if (guest->mended[i].how == MEND_SIZE)
			fact_padded(facts, guest->mended[i].disk);
		else
			fact_mended(
				pool,
				&facts->volume[guest->mended[i].volume - guest->volume],
				guest->mended[i].how);
	edit = overlay_edits(guest->tree, &count);
	for (size_t i = 0; i < count; i++)
		if (edit[i]->unlock) {
			forget(&facts->immutable, edit[i]->path);
			forget(&facts->append_only, edit[i]->path);
		}
	for (size_t i = 0; i < count; i++)
		if (edit[i]->owner)
			fact_own(facts, edit[i]->path, edit[i]->owner);
}

void facts_close(struct facts *facts)
{
	for (size_t i = 0; i < facts->disk_count; i++)
		if (facts->disk[i].fd >= 0)
			close(facts->disk[i].fd);
	facts->disk_count = 0;
}

static struct bytes file_of(struct pool *pool, const char *path)
{
	enum { ROOM = 1 << 16 };
	unsigned char *data = pool_alloc(pool, ROOM);
	FILE *file = fopen(path, "rb");
	size_t len = file ? fread(data, 1, ROOM, file) : 0;

	if (file)
		fclose(file);
	return (struct bytes){ data, len };
}

struct guest *facts_guest(struct pool *pool, struct facts *facts, struct tree *tree)
{
	struct guest *guest = pool_alloc(pool, sizeof(*guest));

	*guest = (struct guest){
		.pool = pool,
		.tree = fact_tree(pool, tree, facts),
		.request = &facts->request,
		.today = TODAY,
		.profile = facts->profile,
		.disk = pool_alloc(pool, (facts->disk_count + 1) * sizeof(*guest->disk)),
		.volume = facts->volume,
		.volume_count = facts->volume_count,
		.volumes_known = facts->volume_count > 0,
		.other = facts->other,
		.other_count = facts->other_count,
		.is_template = facts->is_template,
		.image = facts->image,
		.image_count = facts->image_count,
	};
	if (facts->busybox)
		guest->busybox = file_of(pool, facts->busybox);
	for (size_t i = 0; i < facts->disk_count; i++)
		if (facts->disk[i].fd >= 0)
			guest->disk[guest->disk_count++] = &facts->disk[i];
	return guest;
}
