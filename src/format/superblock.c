/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "format/superblock.h"

#include <errno.h>
#include <string.h>

#include "format/superblock-internal.h"

static const struct reader {
	const char *type; /* as blkid says */
	enum superblock_family family;
	int (*read)(struct pool *, const struct superblock_source *, struct superblock *);
} readers[] = {
	{ "ext2", SUPERBLOCK_EXT, superblock_ext },
	{ "ext3", SUPERBLOCK_EXT, superblock_ext },
	{ "ext4", SUPERBLOCK_EXT, superblock_ext },
	{ "xfs", SUPERBLOCK_XFS, superblock_xfs },
	{ "btrfs", SUPERBLOCK_BTRFS, superblock_btrfs },
	{ "vfat", SUPERBLOCK_FAT, superblock_fat },
	{ "ntfs", SUPERBLOCK_NTFS, superblock_ntfs },
	{ "swap", SUPERBLOCK_SWAP, superblock_swap },
	{ "swsuspend", SUPERBLOCK_SWAP, superblock_swap },
};

int superblock_read(struct pool *pool, const char *type,
		    const struct superblock_source *source, struct superblock **out)
{
	for (size_t i = 0; type && i < sizeof(readers) / sizeof(*readers); i++) {
		struct superblock *super;
		int err;

		if (strcmp(readers[i].type, type) != 0)
			continue;
		super = pool_alloc(pool, sizeof(*super));
		super->family = readers[i].family;
		super->devices = 1;
		super->features.pool = super->refused.pool = super->read_only.pool = pool;
		err = readers[i].read(pool, source, super);
		if (err < 0)
			return err;
		superblock_name(pool, super);
		*out = super;
		return 0;
	}
	return -ENOTSUP;
}

bool superblock_has(const struct superblock *super, const char *name)
{
	return strs_has(&super->features, name);
}
