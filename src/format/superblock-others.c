/* SPDX-License-Identifier: GPL-2.0-or-later */
/* btrfs, FAT, NTFS and swap: of these the first sectors tell nearly all. */
#include <errno.h>
#include <string.h>

#include "format/ntfs.h"
#include "format/superblock-internal.h"

enum {
	BTRFS_PLACE = 64 * 1024,
	BTRFS_SIZE = 512,
	SECTOR = 512,
	FAT_DIRTY = 1, /* of the state byte */
	FAT_FAULTY = 2,
	NTFS_VOLUME = 3, /* number of the record $Volume */
	NTFS_DIRTY = 1,
};

int superblock_btrfs(struct pool *pool, const struct superblock_source *source,
		     struct superblock *super)
{
	unsigned char s[BTRFS_SIZE];
	int err = source->read(source->ctx, BTRFS_PLACE, s, BTRFS_SIZE);

	(void)pool;
	if (err < 0)
		return err;
	if (memcmp(s + 0x40, "_BHRfS_M", 8) != 0)
		return -EINVAL;
	super->size = le64(s + 0x70);
	super->free = super->size - le64(s + 0x78);
	if (le64(s + 0x78) > super->size)
		super->free = 0;
	super->devices = le64(s + 0x88);
	super->block = le32(s + 0x90);
	super->words = (struct superblock_words){ le64(s + 0xac), le64(s + 0xb4),
						  le64(s + 0xbc) };
	/* The log of what was fsync(2)ed since the last commit. */
	super->state = le64(s + 0x60) ? SUPERBLOCK_JOURNAL : SUPERBLOCK_CLEAN;
	return 0;
}

int superblock_fat(struct pool *pool, const struct superblock_source *source,
		   struct superblock *super)
{
	unsigned char s[SECTOR];
	int err = source->read(source->ctx, 0, s, SECTOR);
	unsigned bytes, state;
	uint64_t sectors;

	(void)pool;
	if (err < 0)
		return err;
	bytes = le16(s + 0x0b);
	sectors = le16(s + 0x13) ? le16(s + 0x13) : le32(s + 0x20);
	if (bytes < SECTOR || bytes > 4096 || s[0x0d] == 0)
		return -EINVAL;
	super->block = bytes * s[0x0d];
	super->size = sectors * bytes;
	/* FAT32 has no root directory of fixed size and keeps its state elsewhere. */
	state = le16(s + 0x11) == 0 && le16(s + 0x16) == 0 ? s[0x41] : s[0x25];
	super->state =
		state & (FAT_DIRTY | FAT_FAULTY) ? SUPERBLOCK_UNCLEAN : SUPERBLOCK_CLEAN;
	return 0;
}

int superblock_ntfs(struct pool *pool, const struct superblock_source *source,
		    struct superblock *super)
{
	unsigned char s[SECTOR], *record;
	int err = source->read(source->ctx, 0, s, SECTOR);
	const unsigned char *information;
	uint64_t size, cluster, place;
	unsigned bytes;

	if (err < 0)
		return err;
	bytes = le16(s + 0x0b);
	cluster = ntfs_size(s[0x0d], bytes);
	size = ntfs_size(s[0x40], cluster);
	if (memcmp(s + 3, "NTFS    ", 8) != 0 || bytes < SECTOR || bytes > 4096 ||
	    cluster == 0 || cluster > 2u << 20)
		return -EINVAL;
	super->block = (uint32_t)cluster;
	super->size = le64(s + 0x28) * bytes;
	place = le64(s + 0x30);
	if (size < SECTOR || size > NTFS_RECORD_MAX || size % SECTOR ||
	    place > UINT64_MAX / 2 / cluster)
		return 0;
	record = pool_alloc(pool, size);
	if (source->read(source->ctx, place * cluster + NTFS_VOLUME * size, record,
			 size) < 0 ||
	    !ntfs_fix(record, size, "FILE"))
		return 0;
	information = ntfs_content(record, size, NTFS_VOLUME_INFORMATION, 12);
	if (!information)
		return 0;
	super->version = information[8] * 100u + information[9];
	super->state = le16(information + 10) & NTFS_DIRTY ? SUPERBLOCK_UNCLEAN
							   : SUPERBLOCK_CLEAN;
	return 0;
}

bool superblock_is_hibernated(const unsigned char *page, size_t size)
{
	static const char *const signatures[] = { "S1SUSPEND", "S2SUSPEND", "ULSUSPEND",
						  "LINHIB0001" };

	for (size_t i = 0; i < sizeof(signatures) / sizeof(*signatures); i++)
		if (memcmp(page + size - 10, signatures[i], strlen(signatures[i])) == 0)
			return true;
	return memcmp(page, "\xed\xc3\x02\xe9\x98\x56\xe5\x0c", 8) == 0;
}

/* The first page, whose size is that of the machine, ends with the signature. */
int superblock_swap(struct pool *pool, const struct superblock_source *source,
		    struct superblock *super)
{
	static const size_t sizes[] = { 4096, 8192, 16384, 65536 };
	unsigned char *page = pool_alloc(pool, 65536);

	for (size_t i = 0; i < sizeof(sizes) / sizeof(*sizes); i++) {
		size_t size = sizes[i];
		int err = source->read(source->ctx, 0, page, size);

		if (err < 0)
			return err;
		if (superblock_is_hibernated(page, size))
			super->state = SUPERBLOCK_HIBERNATED;
		else if (memcmp(page + size - 10, "SWAPSPACE2", 10) == 0 ||
			 memcmp(page + size - 10, "SWAP-SPACE", 10) == 0)
			super->state = SUPERBLOCK_CLEAN;
		else
			continue;
		super->version = le32(page + 1024);
		super->block = (uint32_t)size;
		super->size = ((uint64_t)le32(page + 1028) + 1) * size;
		return 0;
	}
	return -EINVAL;
}
