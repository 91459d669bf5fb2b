/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Which blocks of an ext2, ext3 or ext4 file system are in use, read without mounting it
 * (libext2fs).
 *
 * The one law: where the maps do not agree with what the superblock counts, every block
 * is taken as used.
 */
#pragma once

#include "format/freemap.h"

/*
 * The free blocks of the file system in NODE, a device or a file.  Returns 0; -EUCLEAN
 * where it was not unmounted, is marked as damaged, or its maps do not agree; -ENOTSUP
 * for features this library does not know, and for blocks kept in clusters; -EIO for the
 * rest.  MAP is empty then.
 */
int extmap_read(struct pool *pool, const char *node, struct freemap *map);
