/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Which bytes of a volume nothing uses: the free blocks of XFS, btrfs, FAT and NTFS, read
 * without mounting, and the body of a swap area.
 *
 * Its one law: only what is known to be free is told.  A file system that was not
 * unmounted, is marked as damaged, has features nobody here knows, or whose own maps do
 * not agree with each other, has nothing free.
 */
#pragma once

#include "format/superblock.h"

struct freemap_range {
	uint64_t start, size; /* bytes from the start of the volume */
};

struct freemap {
	struct pool *pool;
	struct freemap_range *range;
	size_t count, room;
	uint64_t least; /* smaller ranges are forgotten; it grows as they become many */
};

/*
 * Add a range that is free.  Ranges that follow each other at once become one; where
 * there are very many, small ones are forgotten, which takes them for used.
 */
void freemap_add(struct freemap *map, uint64_t start, uint64_t size);

/* Put the ranges in order; -EUCLEAN where two overlap, and then none is left. */
int freemap_sort(struct freemap *map);

/* The first range that ends behind START, their number for none.  The map is in order. */
size_t freemap_find(const struct freemap *map, uint64_t start);

/* What is free of SIZE bytes from START on is not any more.  The map is in order. */
void freemap_keep(struct freemap *map, uint64_t start, uint64_t size);

/* Whether a byte of the SIZE from START on is free.  The map is in order. */
bool freemap_touches(const struct freemap *map, uint64_t start, uint64_t size);

/* All bytes that are free. */
uint64_t freemap_bytes(const struct freemap *map);

/*
 * The free ranges, in order, of a volume of SIZE bytes that holds blkid's TYPE.  Returns
 * 0; -ENOTSUP for types and features not understood here (ext: disk/extmap.h); -EUCLEAN
 * where it is in use, damaged, or does not agree with itself; or what read said.  MAP is
 * empty then.
 */
int freemap_read(struct pool *pool, const char *type,
		 const struct superblock_source *source, uint64_t size,
		 struct freemap *map);
