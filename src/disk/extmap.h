/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Which blocks of an ext2, ext3 or ext4 file system are in use, read without mounting it
 * (libext2fs).
 *
 * The one law: where the maps do not agree with what the superblock counts, every block
 * is taken as used.
 */
#pragma once

#include "disk/disk.h"

struct extmap_range {
	uint64_t offset, length; /* bytes from the start of the file system */
};

struct extmap {
	struct extmap_range *free; /* ascending, apart */
	size_t count;
	uint64_t free_bytes;
};

/*
 * The free blocks of the file system in NODE, a device or a file.  Returns 0; -EUCLEAN
 * where it was not unmounted, is marked as damaged, or its maps do not agree; -ENOTSUP
 * for features this library does not know, and for blocks kept in clusters; -EIO for the
 * rest.
 */
int extmap_read(struct pool *pool, const char *node, struct extmap *map);

/*
 * Give the free blocks of VOLUME back to what is below it.  It must be mounted nowhere.
 * Returns 0; or the errors of extmap_read(), open(2) and the BLKDISCARD of ioctl(2).
 */
int extmap_discard(struct pool *pool, const struct volume *volume);
