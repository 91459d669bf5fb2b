/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Between the files of freemap.h: one reader for each family.  Each is given a volume
 * whose superblock was read and speaks against nothing, and an empty map; what it adds is
 * put in order behind it.
 */
#pragma once

#include <errno.h>

#include "format/freemap.h"

struct freemap_job {
	struct pool *pool; /* given back right after */
	const struct superblock_source *source;
	const struct superblock *super;
	uint64_t size; /* of the volume, bytes */
	struct freemap *map;
};

/* As freemap_read(). */
int freemap_xfs(struct freemap_job *job);
int freemap_btrfs(struct freemap_job *job);
int freemap_fat(struct freemap_job *job);
int freemap_ntfs(struct freemap_job *job);
int freemap_swap(struct freemap_job *job);

/* For qsort(3) of struct freemap_range. */
int freemap_by_start(const void *a, const void *b);

/* LEN bytes at OFFSET, which must lie in the volume. */
static inline int freemap_get(const struct freemap_job *job, uint64_t offset, void *to,
			      size_t len)
{
	if (offset > job->size || len > job->size - offset)
		return -EUCLEAN;
	return job->source->read(job->source->ctx, offset, to, len);
}
