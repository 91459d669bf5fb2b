/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * FAT12, FAT16 and FAT32: a cluster whose entry in the table is 0.  "Microsoft Extensible
 * Firmware Initiative FAT32 File System Specification", 1.03; which of the three it is
 * told as Linux does (fs/fat/inode.c).
 */
#include <errno.h>
#include <string.h>

#include "format/freemap-internal.h"

enum {
	SECTOR = 512,
	CHUNK = 48 * 1024, /* of a table at a time: whole entries of all three widths */
	FIRST = 2,         /* clusters are counted from here */
	FAT12_MAX = 4084,  /* clusters */
	FAT16_MAX = 65524,
	FAT32_MAX = 0x0ffffff5,
	NO_MIRROR = 0x80,
	RESERVED = 0xfffffff6, /* and below: not in use; above: bad, end of a chain */
};

struct fat {
	unsigned bits;      /* of an entry */
	uint64_t table;     /* bytes from the start of the volume */
	uint64_t table_len; /* bytes of one of them */
	unsigned tables;
	uint64_t data, cluster; /* bytes */
	uint32_t clusters;
	uint32_t root; /* cluster of the root directory, 0: not among the clusters */
	unsigned info; /* bytes from the start of the volume; 0: none */
	unsigned char medium;
	/* One bit for each cluster. */
	unsigned char *used, *linked;
};

static bool bit(const unsigned char *bits, uint32_t which)
{
	return bits[which / 8] >> which % 8 & 1;
}

static void set_bit(unsigned char *bits, uint32_t which)
{
	bits[which / 8] = (unsigned char)(bits[which / 8] | 1u << which % 8);
}

static int read_fat32(const unsigned char *s, struct fat *fat, unsigned sector)
{
	unsigned info = le16(s + 0x30);

	/* Only one of the tables is kept up to date, or a version nobody knows. */
	if ((le16(s + 0x28) & NO_MIRROR) || le16(s + 0x2a))
		return -ENOTSUP;
	fat->bits = 32;
	fat->root = le32(s + 0x2c);
	fat->info = info == 0xffff ? 0 : info * sector;
	return fat->clusters <= FAT32_MAX ? 0 : -EUCLEAN;
}

static int read_head(const struct freemap_job *job, struct fat *fat)
{
	unsigned char s[SECTOR];
	int err = freemap_get(job, 0, s, SECTOR);
	unsigned sector, per_cluster, entries;
	uint64_t total, table, data;
	bool wide;

	if (err < 0)
		return err;
	sector = le16(s + 0x0b);
	per_cluster = s[0x0d];
	entries = le16(s + 0x11);
	wide = le16(s + 0x16) == 0;
	table = wide ? le32(s + 0x24) : le16(s + 0x16);
	total = le16(s + 0x13) ? le16(s + 0x13) : le32(s + 0x20);
	data = le16(s + 0x0e) + s[0x10] * table;
	if (sector < SECTOR || sector > 4096 || (sector & (sector - 1)) ||
	    per_cluster == 0 || (per_cluster & (per_cluster - 1)) ||
	    le16(s + 0x0e) == 0 || s[0x10] == 0 || s[0x10] > 2 || table == 0 ||
	    entries * 32 % sector || (wide && entries))
		return -EUCLEAN;
	fat->table = (uint64_t)le16(s + 0x0e) * sector;
	fat->table_len = table * sector;
	fat->tables = s[0x10];
	data += entries * 32 / sector;
	if (total <= data || total * sector > job->size ||
	    (total - data) / per_cluster > FAT32_MAX)
		return -EUCLEAN;
	fat->data = data * sector;
	fat->cluster = (uint64_t)per_cluster * sector;
	fat->clusters = (uint32_t)((total - data) / per_cluster);
	fat->medium = s[0x15];
	fat->bits = fat->clusters <= FAT12_MAX ? 12 : 16;
	err = wide ? read_fat32(s, fat, sector) : 0;
	if (err == 0 &&
	    (fat->clusters == 0 || (!wide && fat->clusters > FAT16_MAX) ||
	     (((uint64_t)fat->clusters + FIRST) * fat->bits + 7) / 8 > fat->table_len))
		err = -EUCLEAN;
	return err;
}

/* Entry AT of a piece of the table, as if it had 32 bits. */
static uint32_t entry(const struct fat *fat, const unsigned char *piece, size_t at)
{
	unsigned low;

	switch (fat->bits) {
	case 12:
		low = le16(piece + at * 3 / 2);
		low = at % 2 ? low >> 4 : low & 0xfff;
		return low >= 0xff0 ? 0xfffff000 | low : low;
	case 16:
		low = le16(piece + at * 2);
		return low >= 0xfff0 ? 0xffff0000 | low : low;
	default:
		low = le32(piece + at * 4) & 0x0fffffff;
		return low >= 0x0ffffff0 ? 0xf0000000 | low : low;
	}
}

/* The first two are no clusters: the medium, and whether it was taken out properly. */
static int check_first(const struct fat *fat, uint32_t medium, uint32_t state)
{
	unsigned good = fat->bits == 12 ? 0 : 3u << (fat->bits == 16 ? 14 : 26);

	if ((medium & 0xff) != fat->medium || (state & good) != good)
		return -EUCLEAN;
	return 0;
}

/* The clusters of a file are a chain, and no two chains share one. */
static int take_entry(struct fat *fat, uint32_t which, uint32_t value)
{
	if (value == 0)
		return 0;
	set_bit(fat->used, which);
	if (value >= RESERVED)
		return value == RESERVED ? -EUCLEAN : 0;
	if (value < FIRST || value - FIRST >= fat->clusters ||
	    bit(fat->linked, value - FIRST))
		return -EUCLEAN;
	set_bit(fat->linked, value - FIRST);
	return 0;
}

static int take_piece(struct fat *fat, const unsigned char *piece, uint32_t first,
		      uint32_t count)
{
	int err = 0;

	for (uint32_t i = 0; err == 0 && i < count; i++)
		if (first + i >= FIRST)
			err = take_entry(fat, first + i - FIRST, entry(fat, piece, i));
	if (err == 0 && first == 0)
		err = check_first(fat, entry(fat, piece, 0), entry(fat, piece, 1));
	return err;
}

static int read_tables(const struct freemap_job *job, struct fat *fat)
{
	unsigned char *piece = pool_alloc(job->pool, CHUNK + 2);
	unsigned char *copy = pool_alloc(job->pool, CHUNK);
	uint32_t each = CHUNK * 8 / fat->bits, entries = fat->clusters + FIRST;

	for (uint32_t at = 0; at < entries;) {
		uint32_t count = entries - at < each ? entries - at : each;
		uint64_t offset = fat->table + (uint64_t)at * fat->bits / 8;
		size_t len = ((size_t)count * fat->bits + 7) / 8;
		int err = freemap_get(job, offset, piece, len);

		for (unsigned i = 1; err == 0 && i < fat->tables; i++) {
			err = freemap_get(job, offset + i * fat->table_len, copy, len);
			if (err == 0 && memcmp(piece, copy, len) != 0)
				err = -EUCLEAN;
		}
		if (err == 0)
			err = take_piece(fat, piece, at, count);
		if (err < 0)
			return err;
		at += count;
	}
	return 0;
}

/* FAT32 has counted what is free, and says -1 where it has not. */
static int check_count(const struct freemap_job *job, const struct fat *fat,
		       uint32_t free)
{
	unsigned char s[SECTOR];
	int err;

	if (fat->info == 0)
		return 0;
	err = freemap_get(job, fat->info, s, SECTOR);
	if (err < 0)
		return err;
	if (le32(s) != 0x41615252 || le32(s + 0x1e4) != 0x61417272)
		return 0;
	return le32(s + 0x1e8) == UINT32_MAX || le32(s + 0x1e8) == free ? 0 : -EUCLEAN;
}

int freemap_fat(struct freemap_job *job)
{
	struct fat fat = { 0 };
	int err = read_head(job, &fat);
	uint32_t free = 0;

	if (err < 0)
		return err;
	fat.used = pool_alloc(job->pool, fat.clusters / 8 + 1);
	fat.linked = pool_alloc(job->pool, fat.clusters / 8 + 1);
	err = read_tables(job, &fat);
	if (err < 0)
		return err;
	for (uint32_t i = 0; i < fat.clusters; i++) {
		if (bit(fat.used, i))
			continue;
		if (bit(fat.linked, i))
			return -EUCLEAN;
		freemap_add(job->map, fat.data + i * fat.cluster, fat.cluster);
		free++;
	}
	if (fat.bits == 32 && (fat.root < FIRST || fat.root - FIRST >= fat.clusters ||
			       !bit(fat.used, fat.root - FIRST)))
		return -EUCLEAN;
	return check_count(job, &fat, free);
}
