/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Superblocks as the tools of each file system write them, and with bytes changed. */
#include "format/superblock.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

#include "format/superblock-internal.h"
#include "test.h"

struct image {
	struct pool *pool;
	int fd;
	char path[64];
};

static int on_read(void *ctx, uint64_t offset, void *buf, size_t len)
{
	const struct image *image = ctx;
	ssize_t got = pread(image->fd, buf, len, (off_t)offset);

	return got < 0 ? -errno : (size_t)got == len ? 0 : -EIO;
}

/* COMMAND makes a file system of SIZE bytes in the file that ends it. */
static struct image make(const char *command, off_t size)
{
	struct image image = { .pool = pool_new(), .path = "/tmp/drydock-super-XXXXXX" };

	image.fd = mkstemp(image.path);
	EXPECT(image.fd >= 0 && ftruncate(image.fd, size) == 0);
	EXPECT(system(pool_printf(image.pool,
				  "PATH=$PATH:/sbin:/usr/sbin %s %s > /dev/null 2>&1",
				  command, image.path)) == 0);
	return image;
}

static void end(struct image *image)
{
	close(image->fd);
	unlink(image->path);
	pool_free(image->pool);
}

static int take(struct image *image, const char *type, struct superblock **super)
{
	struct superblock_source source = { on_read, image };

	return superblock_read(image->pool, type, &source, super);
}

static void poke(struct image *image, off_t offset, const void *bytes, size_t len)
{
	EXPECT(pwrite(image->fd, bytes, len, offset) == (ssize_t)len);
}

static void ext4_tells_its_features(void)
{
	struct image image = make(
		"mke2fs -q -F -t ext4 -b 4096 -O quota,project,64bit -I 256", 64 << 20);
	struct superblock *super;

	if (EXPECT(take(&image, "ext4", &super) == 0)) {
		EXPECT_INT(super->state, SUPERBLOCK_CLEAN);
		EXPECT_INT(super->block, 4096);
		EXPECT_INT(super->size, 64 << 20);
		EXPECT_INT(super->inode_size, 256);
		EXPECT(super->free > 0 && super->free < super->size);
		EXPECT(super->inodes > super->free_inodes && super->free_inodes > 0);
		EXPECT(superblock_has(super, "64bit") && superblock_has(super, "quota"));
		EXPECT(superblock_has(super, "project"));
		EXPECT(!superblock_has(super, "bigalloc"));
		EXPECT_INT(super->refused.count, 0);
		EXPECT_INT(super->read_only.count, 0);
		EXPECT(super->last_mounted == NULL);
	}
	end(&image);
}

static void ext4_tells_how_it_ended(void)
{
	struct image image = make("mke2fs -q -F -t ext4 -b 1024", 8 << 20);
	struct superblock *super;

	poke(&image, 1024 + 58, "\0\0", 2);
	EXPECT(take(&image, "ext4", &super) == 0);
	EXPECT_INT(super->state, SUPERBLOCK_UNCLEAN);
	poke(&image, 1024 + 58, "\3\0", 2);
	poke(&image, 1024 + 404, "\7\0\0\0", 4);
	EXPECT(take(&image, "ext4", &super) == 0);
	EXPECT_INT(super->state, SUPERBLOCK_DAMAGED);
	EXPECT_INT(super->errors, 7);
	poke(&image, 1024 + 58, "\1\0", 2);
	poke(&image, 1024 + 136, "/boot", 6);
	poke(&image, 1024 + 96, "\106\2\0\0", 4);
	EXPECT(take(&image, "ext4", &super) == 0);
	EXPECT_INT(super->state, SUPERBLOCK_JOURNAL);
	EXPECT_STR(super->last_mounted, "/boot");
	end(&image);
}

static void what_the_kernel_does_not_know_is_named(void)
{
	struct image image = make("mke2fs -q -F -t ext2 -b 1024", 8 << 20);
	struct superblock *super;

	poke(&image, 1024 + 96, "\3\0\0\40", 4);
	poke(&image, 1024 + 100, "\3\100\0\0", 4);
	EXPECT(take(&image, "ext2", &super) == 0);
	if (EXPECT(super->refused.count == 2)) {
		EXPECT_STR(super->refused.item[0], "compression (0x1)");
		EXPECT_STR(super->refused.item[1], "unknown (0x20000000)");
	}
	if (EXPECT(super->read_only.count == 1))
		EXPECT_STR(super->read_only.item[0], "shared_blocks (0x4000)");
	end(&image);
}

static void xfs_tells_its_version(void)
{
	struct image image = make("mkfs.xfs -q -f -m bigtime=1", 320 << 20);
	struct superblock *super;

	if (EXPECT(take(&image, "xfs", &super) == 0)) {
		EXPECT_INT(super->version, 5);
		EXPECT_INT(super->state, SUPERBLOCK_CLEAN);
		EXPECT_INT(super->size, 320 << 20);
		EXPECT(superblock_has(super, "bigtime") &&
		       superblock_has(super, "ftype"));
		EXPECT_INT(super->refused.count, 0);
	}
	poke(&image, 216, "\0\0\1\33", 4);
	EXPECT(take(&image, "xfs", &super) == 0);
	EXPECT_INT(super->state, SUPERBLOCK_DAMAGED);
	if (EXPECT(super->refused.count == 1))
		EXPECT_STR(super->refused.item[0], "metadir (0x100)");
	end(&image);
	image = make("mkfs.xfs -q -f -m crc=0", 320 << 20);
	if (EXPECT(take(&image, "xfs", &super) == 0)) {
		EXPECT_INT(super->version, 4);
		EXPECT(superblock_has(super, "ftype"));
	}
	end(&image);
}

/* The bytes of the log as its first record, with another count of operations. */
static void an_xfs_log_without_its_end_is_dirty(void)
{
	struct image image = make("mkfs.xfs -q -f", 320 << 20);
	unsigned char s[512];
	struct superblock *super;
	uint64_t start, place;

	EXPECT(on_read(&image, 0, s, sizeof(s)) == 0);
	start = be64(s + 48);
	place = (start >> s[124]) * be32(s + 84) + (start & ((1ull << s[124]) - 1));
	place *= be32(s + 4);
	poke(&image, (off_t)place + 40, "\0\0\0\2", 4);
	EXPECT(take(&image, "xfs", &super) == 0);
	EXPECT_INT(super->state, SUPERBLOCK_JOURNAL);
	end(&image);
}

static void btrfs_tells_its_log(void)
{
	struct image image = make("mkfs.btrfs -q -f", 128 << 20);
	struct superblock *super;

	if (EXPECT(take(&image, "btrfs", &super) == 0)) {
		EXPECT_INT(super->state, SUPERBLOCK_CLEAN);
		EXPECT_INT(super->size, 128 << 20);
		EXPECT_INT(super->devices, 1);
		EXPECT(superblock_has(super, "no-holes"));
		EXPECT_INT(super->refused.count, 0);
	}
	poke(&image, 65536 + 0x60, "\1", 1);
	poke(&image, 65536 + 0xbc + 1, "\143", 1);
	EXPECT(take(&image, "btrfs", &super) == 0);
	EXPECT_INT(super->state, SUPERBLOCK_JOURNAL);
	if (EXPECT(super->refused.count == 2)) {
		EXPECT_STR(super->refused.item[0], "extent-tree-v2 (0x2000)");
		EXPECT_STR(super->refused.item[1], "raid-stripe-tree (0x4000)");
	}
	end(&image);
}

static void fat_tells_its_state(void)
{
	static const struct {
		const char *command;
		off_t state;
	} kinds[] = { { "mkfs.fat -F 12", 0x25 },
		      { "mkfs.fat -F 16", 0x25 },
		      { "mkfs.fat -F 32", 0x41 } };

	for (size_t i = 0; i < sizeof(kinds) / sizeof(*kinds); i++) {
		struct image image = make(kinds[i].command, i ? 40 << 20 : 2 << 20);
		struct superblock *super;

		EXPECT(take(&image, "vfat", &super) == 0);
		EXPECT_INT(super->state, SUPERBLOCK_CLEAN);
		poke(&image, kinds[i].state, "\1", 1);
		EXPECT(take(&image, "vfat", &super) == 0);
		EXPECT_INT(super->state, SUPERBLOCK_UNCLEAN);
		end(&image);
	}
}

static void ntfs_tells_its_state(void)
{
	struct image image = make("mkntfs -q -F -f", 8 << 20);
	unsigned char s[512], record[1024];
	struct superblock *super;
	off_t place;

	if (EXPECT(take(&image, "ntfs", &super) == 0)) {
		EXPECT_INT(super->state, SUPERBLOCK_CLEAN);
		EXPECT_INT(super->version, 301);
	}
	EXPECT(on_read(&image, 0, s, sizeof(s)) == 0);
	place = (off_t)(le64(s + 0x30) * le16(s + 0x0b) * s[0x0d] + 3 * 1024);
	EXPECT(on_read(&image, (uint64_t)place, record, sizeof(record)) == 0);
	for (size_t at = le16(record + 0x14); at + 24 < 512; at += le32(record + at + 4))
		if (le32(record + at) == 0x70) {
			poke(&image, place + (off_t)at + le16(record + at + 0x14) + 10,
			     "\1", 1);
			break;
		}
	EXPECT(take(&image, "ntfs", &super) == 0);
	EXPECT_INT(super->state, SUPERBLOCK_UNCLEAN);
	end(&image);
}

static void swap_tells_of_a_memory_image(void)
{
	struct image image = make("mkswap -q", 8 << 20);
	struct superblock *super;

	EXPECT(take(&image, "swap", &super) == 0);
	EXPECT_INT(super->state, SUPERBLOCK_CLEAN);
	EXPECT_INT(super->size, 8 << 20);
	poke(&image, 4086, "LINHIB0001", 10);
	EXPECT(take(&image, "swsuspend", &super) == 0);
	EXPECT_INT(super->state, SUPERBLOCK_HIBERNATED);
	poke(&image, 4086, "S1SUSPEND", 10);
	EXPECT(take(&image, "swsuspend", &super) == 0);
	EXPECT_INT(super->state, SUPERBLOCK_HIBERNATED);
	end(&image);
}

static void other_bytes_are_none(void)
{
	static const char *const types[] = { "ext4", "xfs",  "btrfs",
					     "vfat", "ntfs", "swap" };
	struct image image = make("true", 1 << 20);
	struct superblock *super;

	for (size_t i = 0; i < sizeof(types) / sizeof(*types); i++)
		EXPECT_INT(take(&image, types[i], &super), -EINVAL);
	EXPECT_INT(take(&image, "squashfs", &super), -ENOTSUP);
	EXPECT(ftruncate(image.fd, 100) == 0);
	for (size_t i = 0; i < sizeof(types) / sizeof(*types); i++)
		EXPECT_INT(take(&image, types[i], &super), -EIO);
	end(&image);
}

const struct test tests[] = {
	{ "ext4 tells its features", ext4_tells_its_features },
	{ "ext4 tells how it ended", ext4_tells_how_it_ended },
	{ "what the kernel does not know is named",
	  what_the_kernel_does_not_know_is_named },
	{ "XFS tells its version", xfs_tells_its_version },
	{ "an XFS log without its end is dirty", an_xfs_log_without_its_end_is_dirty },
	{ "btrfs tells its log", btrfs_tells_its_log },
	{ "FAT tells its state", fat_tells_its_state },
	{ "NTFS tells its state", ntfs_tells_its_state },
	{ "swap tells of a memory image", swap_tells_of_a_memory_image },
	{ "other bytes are none", other_bytes_are_none },
	{ 0 },
};
