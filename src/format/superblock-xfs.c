/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <errno.h>
#include <string.h>

#include "format/superblock-internal.h"

enum {
	SIZE = 512,
	VERSION_4 = 4,
	VERSION_5 = 5,
	MOREBITS = 0x8000, /* of sb_versionnum: features2 counts */
	FTYPE_2 = 0x200,   /* of sb_features2 */
	FTYPE = 0x1,       /* of sb_features_incompat */
	NEEDSREPAIR = 0x10,
};

static enum superblock_state state_of(const struct superblock_source *source,
				      const unsigned char *s,
				      const struct superblock *super)
{
	uint64_t start = be64(s + 48), block, blocks = be32(s + 96);
	unsigned shift = s[124];

	if ((super->words.incompat & NEEDSREPAIR) || s[126])
		return SUPERBLOCK_DAMAGED;
	/* A log on a device of its own: which one, only /etc/fstab says. */
	if (start == 0 || shift > 31)
		return SUPERBLOCK_UNKNOWN;
	block = (start >> shift) * be32(s + 84) + (start & ((1ull << shift) - 1));
	if (block > super->size / super->block ||
	    blocks > super->size / super->block - block)
		return SUPERBLOCK_DAMAGED;
	switch (superblock_xfs_log(source, block * super->block, blocks * super->block)) {
	case LOG_CLEAN:
		return SUPERBLOCK_CLEAN;
	case LOG_DIRTY:
		return SUPERBLOCK_JOURNAL;
	default:
		return SUPERBLOCK_UNKNOWN;
	}
}

int superblock_xfs(struct pool *pool, const struct superblock_source *source,
		   struct superblock *super)
{
	unsigned char s[SIZE];
	int err = source->read(source->ctx, 0, s, SIZE);
	uint64_t blocks;

	(void)pool;
	if (err < 0)
		return err;
	super->block = be32(s + 4);
	super->version = be16(s + 100) & 0xf;
	blocks = be64(s + 8);
	if (memcmp(s, "XFSB", 4) != 0 || super->block < 512 || super->block > 65536 ||
	    blocks > UINT64_MAX / 65536)
		return -EINVAL;
	if (super->version >= VERSION_5)
		super->words = (struct superblock_words){ be32(s + 208), be32(s + 212),
							  be32(s + 216) };
	else if ((be16(s + 100) & MOREBITS) && (be32(s + 200) & FTYPE_2))
		super->words.incompat = FTYPE;
	super->size = blocks * super->block;
	super->free = be64(s + 144) * super->block;
	super->inodes = be64(s + 128);
	super->free_inodes = be64(s + 136);
	super->inode_size = be16(s + 104);
	super->state = state_of(source, s, super);
	return 0;
}
