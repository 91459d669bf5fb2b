/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "disk/superblock.h"

#include <errno.h>
#include <ext2fs/ext2fs.h>
#include <string.h>

static int on_read(void *ctx, uint64_t offset, void *buffer, size_t len)
{
	return volume_read(ctx, offset, buffer, len);
}

/* Group descriptors and the root inode, with their checksums, as e2fsck's first looks. */
static const char *ext_metadata(struct pool *pool, const struct volume *volume)
{
	ext2_filsys fs;
	struct ext2_inode inode;
	const char *problem = NULL;
	errcode_t err =
		ext2fs_open(volume->node, EXT2_FLAG_64BITS, 0, 0, unix_io_manager, &fs);

	if (err)
		return pool_printf(pool, "damaged: %s", error_message(err));
	err = ext2fs_check_desc(fs);
	if (!err)
		err = ext2fs_read_inode(fs, EXT2_ROOT_INO, &inode);
	if (err)
		problem = pool_printf(pool, "damaged: %s", error_message(err));
	else if (!LINUX_S_ISDIR(inode.i_mode))
		problem = "damaged: the root inode is no directory";
	(void)ext2fs_close_free(&fs);
	return problem;
}

static const char *marked(struct pool *pool, const struct superblock *super)
{
	switch (super->family) {
	case SUPERBLOCK_EXT:
		return pool_printf(pool,
				   "marked as damaged (%u errors counted); "
				   "e2fsck is needed",
				   super->errors);
	case SUPERBLOCK_XFS:
		return "marked as damaged; xfs_repair is needed";
	default:
		return "marked as damaged";
	}
}

static const char *judge(struct pool *pool, const struct volume *volume)
{
	const struct superblock *super = volume->fs;

	if (super->refused.count)
		return pool_printf(pool, "%s features this kernel does not know: %s",
				   volume->type, strs_join(&super->refused, ", "));
	if (super->read_only.count)
		return pool_printf(
			pool,
			"%s features with which this kernel only reads, never writes: %s",
			volume->type, strs_join(&super->read_only, ", "));
	if (super->state == SUPERBLOCK_DAMAGED)
		return marked(pool, super);
	return super->family == SUPERBLOCK_EXT ? ext_metadata(pool, volume) : NULL;
}

void superblock_probe(struct pool *pool, struct volume *volume)
{
	struct superblock_source source = { on_read, volume };
	struct superblock *super = NULL;
	int err = superblock_read(pool, volume->type, &source, &super);

	if (err == -ENOTSUP)
		return;
	if (err < 0) {
		volume->problem = pool_printf(pool, "the superblock cannot be read: %s",
					      strerror(-err));
		return;
	}
	volume->fs = super;
	volume->last_mounted = super->last_mounted;
	volume->problem = judge(pool, volume);
}
