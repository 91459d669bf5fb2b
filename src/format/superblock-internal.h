/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Between the files of superblock.h: one reader for each family. */
#pragma once

#include "format/superblock.h"

int superblock_ext(struct pool *pool, const struct superblock_source *source,
		   struct superblock *super);
int superblock_xfs(struct pool *pool, const struct superblock_source *source,
		   struct superblock *super);
int superblock_btrfs(struct pool *pool, const struct superblock_source *source,
		     struct superblock *super);
int superblock_fat(struct pool *pool, const struct superblock_source *source,
		   struct superblock *super);
int superblock_ntfs(struct pool *pool, const struct superblock_source *source,
		    struct superblock *super);
int superblock_swap(struct pool *pool, const struct superblock_source *source,
		    struct superblock *super);

/* Put the names of WORDS into SUPER, and what Linux 6.1 does not take. */
void superblock_name(struct pool *pool, struct superblock *super);

enum superblock_log { LOG_CLEAN, LOG_DIRTY, LOG_UNKNOWN };

/* An XFS log of SIZE bytes at OFFSET of the volume. */
enum superblock_log superblock_xfs_log(const struct superblock_source *source,
				       uint64_t offset, uint64_t size);

/* Big-endian numbers; the caller has checked that the bytes are there. */
static inline uint16_t be16(const unsigned char *p)
{
	return (uint16_t)(p[0] << 8 | p[1]);
}

static inline uint32_t be32(const unsigned char *p)
{
	return (uint32_t)be16(p) << 16 | be16(p + 2);
}

static inline uint64_t be64(const unsigned char *p)
{
	return (uint64_t)be32(p) << 32 | be32(p + 4);
}
