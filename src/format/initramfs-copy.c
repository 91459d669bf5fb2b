/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A read archive as the start of another one: what comes behind it is unpacked over it.
 */
#include <string.h>

#include "format/initramfs-internal.h"

static void *copy_of(struct pool *pool, const void *from, size_t count, size_t room,
		     size_t size)
{
	return pool_grow(pool, from, count * size, room * size);
}

/* Hard links of before still share what they hold. */
static void adopt_contents(struct initramfs_placing *placing,
			   const struct initramfs *archive)
{
	for (size_t i = 0; i < archive->file_count; i++)
		initramfs_content_adopt(placing, archive->index->node[i].content,
					&archive->file[i]);
}

void initramfs_copy(struct initramfs_placing *placing, const struct initramfs *base)
{
	struct initramfs *archive = placing->archive;
	struct initramfs_index *index = pool_alloc(placing->pool, sizeof(*index));

	*archive = *base;
	*index = *base->index;
	archive->index = index;
	index->pool = placing->pool;
	index->archive = archive;
	archive->segment = copy_of(placing->pool, base->segment, base->segment_count,
				   base->segment_count + 1, sizeof(*base->segment));
	archive->file = copy_of(placing->pool, base->file, base->file_count, index->room,
				sizeof(*base->file));
	index->node = copy_of(placing->pool, base->index->node, base->file_count,
			      index->room, sizeof(*index->node));
	index->bucket = copy_of(placing->pool, base->index->bucket, index->buckets,
				index->buckets, sizeof(*index->bucket));
	adopt_contents(placing, archive);
}
