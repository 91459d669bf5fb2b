/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "format/freemap.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "format/freemap-internal.h"

enum {
	RANGES_MAX = 1 << 19,
	LEAST = 4096,
	/* The header is the first page, at most 64 KiB on the machines Linux runs on. */
	SWAP_HEADER = 64 * 1024,
};

static void forget_small(struct freemap *map)
{
	size_t kept = 0;

	map->least = map->least ? 2 * map->least : LEAST;
	for (size_t i = 0; i < map->count; i++)
		if (map->range[i].size >= map->least)
			map->range[kept++] = map->range[i];
	map->count = kept;
}

void freemap_add(struct freemap *map, uint64_t start, uint64_t size)
{
	struct freemap_range *last = map->count ? &map->range[map->count - 1] : NULL;

	if (size == 0)
		return;
	if (last && last->start + last->size == start) {
		last->size += size;
		return;
	}
	/* Only now is it known that it grows no more. */
	if (last && last->size < map->least)
		map->count--;
	while (map->count == RANGES_MAX)
		forget_small(map);
	if (map->count == map->room) {
		size_t room = map->room ? 2 * map->room : 64;

		map->range =
			pool_grow(map->pool, map->range, map->room * sizeof(*map->range),
				  room * sizeof(*map->range));
		map->room = room;
	}
	map->range[map->count++] = (struct freemap_range){ start, size };
}

int freemap_by_start(const void *a, const void *b)
{
	const struct freemap_range *one = a, *other = b;

	return (one->start > other->start) - (one->start < other->start);
}

int freemap_sort(struct freemap *map)
{
	if (map->count)
		qsort(map->range, map->count, sizeof(*map->range), freemap_by_start);
	for (size_t i = 1; i < map->count; i++)
		if (map->range[i].start - map->range[i - 1].start <
		    map->range[i - 1].size) {
			map->count = 0;
			return -EUCLEAN;
		}
	return 0;
}

size_t freemap_find(const struct freemap *map, uint64_t start)
{
	size_t low = 0, high = map->count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;
		const struct freemap_range *range = &map->range[middle];

		if (range->start + range->size > start)
			high = middle;
		else
			low = middle + 1;
	}
	return low;
}

/* Cut SIZE bytes from START on off a range; what is left of it behind them is *BEHIND. */
static void cut(struct freemap_range *range, uint64_t start, uint64_t end,
		struct freemap_range *behind)
{
	uint64_t last = range->start + range->size;

	*behind = (struct freemap_range){ end, last > end ? last - end : 0 };
	range->size = range->start < start ? start - range->start : 0;
}

void freemap_keep(struct freemap *map, uint64_t start, uint64_t size)
{
	uint64_t end = size > UINT64_MAX - start ? UINT64_MAX : start + size;
	size_t at = freemap_find(map, start), kept = at;
	struct freemap_range behind = { 0 };

	for (; size && at < map->count && map->range[at].start < end; at++) {
		cut(&map->range[at], start, end, &behind);
		if (map->range[at].size)
			map->range[kept++] = map->range[at];
	}
	/* At most one range reaches over the end, and there is room unless it is cut in
	 * two. */
	if (behind.size && kept < at) {
		map->range[kept++] = behind;
		behind.size = 0;
	}
	if (kept < at)
		memmove(map->range + kept, map->range + at,
			(map->count - at) * sizeof(*map->range));
	map->count -= at - kept;
	if (behind.size) {
		freemap_add(map, behind.start, behind.size);
		(void)freemap_sort(map);
	}
}

bool freemap_touches(const struct freemap *map, uint64_t start, uint64_t size)
{
	uint64_t end = size > UINT64_MAX - start ? UINT64_MAX : start + size;
	size_t at = freemap_find(map, start);

	return at < map->count && map->range[at].start < end && size > 0;
}

uint64_t freemap_bytes(const struct freemap *map)
{
	uint64_t bytes = 0;

	for (size_t i = 0; i < map->count; i++)
		bytes += map->range[i].size;
	return bytes;
}

int freemap_swap(struct freemap_job *job)
{
	uint64_t end = job->size < job->super->size ? job->size : job->super->size;

	if (end > SWAP_HEADER)
		freemap_add(job->map, SWAP_HEADER, end - SWAP_HEADER);
	return 0;
}

static int (*reader_of(const struct superblock *super))(struct freemap_job *)
{
	switch (super->family) {
	case SUPERBLOCK_XFS:
		return freemap_xfs;
	case SUPERBLOCK_BTRFS:
		return freemap_btrfs;
	case SUPERBLOCK_FAT:
		return freemap_fat;
	case SUPERBLOCK_NTFS:
		return freemap_ntfs;
	case SUPERBLOCK_SWAP:
		return freemap_swap;
	default:
		return NULL;
	}
}

static int read_map(struct freemap_job *job, const char *type)
{
	struct superblock *super;
	int err = superblock_read(job->pool, type, job->source, &super);
	int (*reader)(struct freemap_job *);

	if (err < 0)
		return err == -EINVAL ? -EUCLEAN : err;
	reader = reader_of(super);
	if (!reader || super->refused.count || super->read_only.count ||
	    super->state == SUPERBLOCK_UNKNOWN)
		return -ENOTSUP;
	if (super->state != SUPERBLOCK_CLEAN || super->size == 0)
		return -EUCLEAN;
	job->super = super;
	err = reader(job);
	return err < 0 ? err : freemap_sort(job->map);
}

int freemap_read(struct pool *pool, const char *type,
		 const struct superblock_source *source, uint64_t size,
		 struct freemap *map)
{
	struct freemap_job job = {
		.pool = pool_new(), .source = source, .size = size, .map = map
	};
	int err;

	*map = (struct freemap){ .pool = pool };
	err = read_map(&job, type);
	pool_free(job.pool);
	if (err < 0)
		map->count = 0;
	return err;
}
