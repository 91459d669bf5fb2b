/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Superblocks: what a file system or a swap area says of itself before anybody mounts it.
 *
 * Its one law: nothing is believed but that the bytes are there; a number is told as it
 * stands on the disk, and whoever uses it for more than telling checks it first.
 *
 * Layouts: Linux Documentation/filesystems/ext4/super.rst; fs/xfs/libxfs/xfs_format.h and
 * xfs_log_format.h; fs/btrfs/ctree.h; the FAT specification of Microsoft (2000); ntfs.com
 * and fs/ntfs3/ntfs.h; include/linux/swap.h and kernel/power/swap.c.
 */
#pragma once

#include "base/bytes.h"
#include "base/strs.h"

enum superblock_state {
	SUPERBLOCK_UNKNOWN, /* this type does not say, or its log lies elsewhere */
	SUPERBLOCK_CLEAN,
	SUPERBLOCK_JOURNAL, /* was in use; its journal holds the rest, mounting replays it
			     */
	SUPERBLOCK_UNCLEAN, /* was in use, and there is no journal that makes it whole */
	SUPERBLOCK_DAMAGED, /* marked by the kernel or a tool as needing a repair */
	SUPERBLOCK_HIBERNATED, /* a swap area that holds the memory of a system */
};

enum superblock_family {
	SUPERBLOCK_EXT,
	SUPERBLOCK_XFS,
	SUPERBLOCK_BTRFS,
	SUPERBLOCK_FAT,
	SUPERBLOCK_NTFS,
	SUPERBLOCK_SWAP,
};

/* Feature words, as on the disk; those a type does not have are 0. */
struct superblock_words {
	uint64_t compat, ro_compat, incompat;
};

struct superblock {
	enum superblock_family family;
	unsigned version; /* of XFS: 4 or 5; of swap: 1; of NTFS: 301 is 3.1; else 0 */
	struct superblock_words words;
	struct strs features; /* all that are set, by their tools' names */
	/* Those Linux 6.1 cannot mount, and those it mounts for reading only. */
	struct strs refused, read_only;
	enum superblock_state state;
	uint32_t errors;          /* of ext: counted by the kernel since the last check */
	const char *last_mounted; /* of ext: "/", "/boot"; NULL where it does not say */
	uint64_t last_mount;      /* of ext: seconds since 1970; 0 where not told */
	uint32_t block;           /* bytes */
	uint64_t size, free;      /* bytes; free is 0 where it is not told */
	uint64_t inodes, free_inodes; /* 0: not told, or without a limit */
	unsigned inode_size;          /* bytes; 0: not told */
	uint64_t devices;             /* of btrfs: how many it is spread over; else 1 */
};

struct superblock_source {
	/* LEN bytes at OFFSET; 0, or -errno where they are not all there. */
	int (*read)(void *ctx, uint64_t offset, void *buf, size_t len);
	void *ctx;
};

/*
 * The superblock of a volume of blkid's TYPE.  Returns 0; -ENOTSUP for a type that is not
 * read here; -EINVAL where the bytes are no superblock of it; or what read said.
 */
int superblock_read(struct pool *pool, const char *type,
		    const struct superblock_source *source, struct superblock **out);

/* Whether the feature called NAME is set. */
bool superblock_has(const struct superblock *super, const char *name);

/* The signature of a page that ends a memory image: "S1SUSPEND" and its like. */
bool superblock_is_hibernated(const unsigned char *page, size_t size);
