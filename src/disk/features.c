/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The gate before mount(2): feature words and damage marks of ext2/3/4, XFS and btrfs.
 *
 * Layouts: Linux Documentation/filesystems/ext4/super.rst, fs/xfs/libxfs/xfs_format.h,
 * fs/btrfs/ctree.h (on-disk format page of the btrfs wiki).  The masks are those of the
 * appliance's kernel series (6.1) and of e2fsprogs 1.47.
 */
#include "disk/probe.h"

#include <errno.h>
#include <ext2fs/ext2fs.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

enum {
	EXT_SUPER = 1024,
	XFS_VERSION_5 = 5,
	XFS_INCOMPAT_KNOWN =
		0x3f, /* ftype spinodes meta_uuid bigtime needsrepair nrext64 */
	XFS_NEEDSREPAIR = 0x10,
	BTRFS_SUPER = 64 * 1024,
	BTRFS_INCOMPAT_KNOWN =
		0x3fff, /* up to EXTENT_TREE_V2's predecessor RAID1C34, ZONED */
};

static const char *ext_features(struct pool *pool, const struct volume *volume)
{
	struct ext2_super_block super;
	uint32_t unknown;

	if (volume_read(volume, EXT_SUPER, &super, sizeof(super)) < 0)
		return "the superblock cannot be read";
	unknown = ext2fs_le32_to_cpu(super.s_feature_incompat) &
		  ~(uint32_t)(EXT2_LIB_FEATURE_INCOMPAT_SUPP |
			      EXT3_FEATURE_INCOMPAT_RECOVER);
	if (unknown)
		return pool_printf(pool,
				   "unknown incompatible ext features 0x%x; a newer "
				   "kernel is needed",
				   unknown);
	if (ext2fs_le16_to_cpu(super.s_state) & EXT2_ERROR_FS)
		return pool_printf(pool,
				   "marked as damaged (%u errors counted); run e2fsck",
				   ext2fs_le32_to_cpu(super.s_error_count));
	return NULL;
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

static uint32_t be32(const unsigned char *p)
{
	return (uint32_t)p[0] << 24 | (uint32_t)p[1] << 16 | (uint32_t)p[2] << 8 | p[3];
}

static const char *xfs_problem(struct pool *pool, const struct volume *volume)
{
	unsigned char super[512];
	uint32_t incompat;

	if (volume_read(volume, 0, super, sizeof(super)) < 0)
		return "the superblock cannot be read";
	if ((super[101] & 0xf) < XFS_VERSION_5)
		return NULL;
	incompat = be32(super + 216);
	if (incompat & XFS_NEEDSREPAIR)
		return "marked as damaged (needsrepair); run xfs_repair";
	if (incompat & ~(uint32_t)XFS_INCOMPAT_KNOWN)
		return pool_printf(pool,
				   "unknown incompatible XFS features 0x%x; a newer "
				   "kernel is needed",
				   incompat & ~(uint32_t)XFS_INCOMPAT_KNOWN);
	return NULL;
}

static const char *btrfs_problem(struct pool *pool, const struct volume *volume)
{
	unsigned char super[256];
	uint64_t unknown;

	if (volume_read(volume, BTRFS_SUPER, super, sizeof(super)) < 0)
		return "the superblock cannot be read";
	unknown = le64(super + 0xbc) & ~(uint64_t)BTRFS_INCOMPAT_KNOWN;
	if (!unknown)
		return NULL;
	return pool_printf(
		pool,
		"unknown incompatible btrfs features 0x%llx; a newer kernel is "
		"needed",
		(unsigned long long)unknown);
}

const char *probe_problem(struct pool *pool, const struct volume *volume)
{
	const char *type = volume->type;

	if (strcmp(type, "ext2") == 0 || strcmp(type, "ext3") == 0 ||
	    strcmp(type, "ext4") == 0) {
		const char *problem = ext_features(pool, volume);

		return problem ? problem : ext_metadata(pool, volume);
	}
	if (strcmp(type, "xfs") == 0)
		return xfs_problem(pool, volume);
	if (strcmp(type, "btrfs") == 0)
		return btrfs_problem(pool, volume);
	return NULL;
}
