/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <errno.h>

#include "format/superblock-internal.h"

enum {
	PLACE = 1024,
	SIZE = 1024,
	MAGIC = 0xef53,
	VALID = 1, /* s_state */
	ERRORS = 2,
	DYNAMIC = 1, /* s_rev_level from which on there are feature words */
	NEEDS_RECOVERY = 0x4,
	WIDE = 0x80,   /* 64bit: block counts have high halves */
	SHIFT_MAX = 6, /* blocks of 64 KiB */
};

static enum superblock_state state_of(const unsigned char *s,
				      const struct superblock *super)
{
	unsigned state = le16(s + 58);

	if (state & ERRORS)
		return SUPERBLOCK_DAMAGED;
	/* Deleted files that were still open: mounting ends them. */
	if ((super->words.incompat & NEEDS_RECOVERY) || le32(s + 232))
		return SUPERBLOCK_JOURNAL;
	return state & VALID ? SUPERBLOCK_CLEAN : SUPERBLOCK_UNCLEAN;
}

static uint64_t blocks_at(const unsigned char *s, const struct superblock *super,
			  size_t low, size_t high)
{
	uint64_t blocks = le32(s + low);

	if (super->words.incompat & WIDE)
		blocks |= (uint64_t)le32(s + high) << 32;
	return blocks * super->block;
}

int superblock_ext(struct pool *pool, const struct superblock_source *source,
		   struct superblock *super)
{
	unsigned char s[SIZE];
	int err = source->read(source->ctx, PLACE, s, SIZE);

	if (err < 0)
		return err;
	if (le16(s + 56) != MAGIC || le32(s + 24) > SHIFT_MAX)
		return -EINVAL;
	super->inode_size = 128;
	if (le32(s + 76) >= DYNAMIC) {
		super->words = (struct superblock_words){ le32(s + 92), le32(s + 100),
							  le32(s + 96) };
		super->inode_size = le16(s + 88);
	}
	super->block = 1024u << le32(s + 24);
	super->size = blocks_at(s, super, 4, 336);
	super->free = blocks_at(s, super, 12, 344);
	super->inodes = le32(s);
	super->free_inodes = le32(s + 16);
	super->last_mount = le32(s + 44);
	super->errors = le32(s + 404);
	if (s[136])
		super->last_mounted = pool_strndup(pool, (const char *)s + 136, 64);
	super->state = state_of(s, super);
	return 0;
}
