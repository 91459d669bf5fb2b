/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "format/table.h"

#include <errno.h>
#include <zlib.h>

#include "test.h"

enum { SIZE = 1 << 20 };

struct disk {
	struct pool *pool;
	unsigned char *data;
	size_t size;
	int reads;
};

static struct disk disk_new(size_t size)
{
	struct pool *pool = pool_new();

	return (struct disk){ pool, pool_alloc(pool, size), size, 0 };
}

static int on_read(void *ctx, uint64_t offset, void *buf, size_t len)
{
	struct disk *disk = ctx;

	disk->reads++;
	if (offset > disk->size || len > disk->size - offset)
		return -EIO;
	memcpy(buf, disk->data + offset, len);
	return 0;
}

static struct table *read_disk(struct disk *disk)
{
	struct table_source source = { on_read, disk, disk->size, 0 };
	struct table *table;

	disk->reads = 0;
	EXPECT_INT(table_read(disk->pool, &source, &table), 0);
	return table;
}

static void entry(struct disk *disk, uint32_t sector, int number, unsigned char type,
		  uint32_t start, uint32_t size)
{
	unsigned char *at = disk->data + (size_t)sector * 512 + 0x1be + number * 16;

	at[4] = type;
	put_le32(at + 8, start);
	put_le32(at + 12, size);
	disk->data[(size_t)sector * 512 + 0x1fe] = 0x55;
	disk->data[(size_t)sector * 512 + 0x1ff] = 0xaa;
}

static struct disk dos(void)
{
	struct disk disk = disk_new(SIZE);

	put_le32(disk.data + 0x1b8, 0x11223344);
	entry(&disk, 0, 0, 0x83, 64, 100);
	disk.data[0x1be] = 0x80;
	entry(&disk, 0, 2, 0x05, 200, 1000);
	entry(&disk, 200, 0, 0x82, 1, 50);
	entry(&disk, 200, 1, 0x05, 300, 100);
	entry(&disk, 500, 0, 0x83, 2, 60);
	/* Backwards, as fdisk leaves it. */
	entry(&disk, 500, 1, 0x05, 100, 100);
	entry(&disk, 300, 0, 0x8e, 1, 70);
	return disk;
}

static void dos_with_logical(void)
{
	struct disk disk = dos();
	struct table *table = read_disk(&disk);

	EXPECT_INT(table->kind, TABLE_DOS);
	EXPECT(!table->problem);
	EXPECT_INT(table->disk_signature, 0x11223344);
	EXPECT_INT(table->count, 5);
	EXPECT_STR(table->partition[0].partuuid, "11223344-01");
	EXPECT_STR(table->partition[0].type, "0x83");
	EXPECT(table->partition[0].bootable);
	EXPECT_INT(table->partition[1].role, TABLE_EXTENDED);
	EXPECT_INT(table->partition[1].number, 3);
	EXPECT_INT(table->partition[2].number, 5);
	EXPECT_INT(table->partition[2].start, 201 * 512);
	EXPECT_INT(table->partition[3].start, 502 * 512);
	EXPECT_STR(table->partition[4].partuuid, "11223344-07");
	EXPECT_STR(table->partition[4].type, "0x8e");
	pool_free(disk.pool);
}

/* A disk of large sectors counts in them. */
static void dos_of_large_sectors(void)
{
	struct disk disk = disk_new(SIZE);
	struct table_source source = { on_read, &disk, SIZE, 4096 };
	struct table *table;

	entry(&disk, 0, 0, 0x83, 10, 20);
	entry(&disk, 0, 1, 0x05, 40, 100);
	entry(&disk, 40 * 8, 0, 0x82, 1, 5);
	EXPECT_INT(table_read(disk.pool, &source, &table), 0);
	EXPECT(!table->problem);
	EXPECT_INT(table->sector_size, 4096);
	EXPECT_INT(table->count, 3);
	EXPECT_INT(table->partition[0].start, 10 * 4096);
	EXPECT_INT(table->partition[2].start, 41 * 4096);
	EXPECT_INT(table->partition[2].size, 5 * 4096);
	pool_free(disk.pool);
}

static void circles_and_ends(void)
{
	struct disk disk = dos();
	struct table *table;

	entry(&disk, 300, 1, 0x05, 300, 100);
	table = read_disk(&disk);
	EXPECT_STR(table->problem, "the chain of logical partitions is a circle");
	EXPECT_INT(table->count, 5);
	entry(&disk, 300, 1, 0x05, 4000000000, 100);
	table = read_disk(&disk);
	EXPECT_STR(table->problem, "the chain of logical partitions is broken");
	entry(&disk, 300, 1, 0, 0, 0);
	entry(&disk, 0, 0, 0x83, 64, 0xffffffff);
	table = read_disk(&disk);
	EXPECT_STR(table->problem, "a partition reaches over the end of the disk");
	pool_free(disk.pool);
}

static const unsigned char type_root[16] = { 0xaf, 0x3d, 0xc6, 0x0f, 0x83, 0x84,
					     0x72, 0x47, 0x8e, 0x79, 0x3d, 0x69,
					     0xd8, 0x47, 0x7d, 0xe4 };

static void gpt_header(struct disk *disk, size_t sector, uint64_t lba, uint64_t other,
		       uint64_t entries)
{
	unsigned char *h = disk->data + lba * sector;

	memset(h, 0, 512);
	memcpy(h, "EFI PART\0\0\1\0", 12);
	put_le32(h + 0xc, 92);
	put_le64(h + 0x18, lba);
	put_le64(h + 0x20, other);
	memset(h + 0x38, 0x77, 16);
	put_le64(h + 0x48, entries);
	put_le32(h + 0x50, 128);
	put_le32(h + 0x54, 128);
	put_le32(h + 0x58, (uint32_t)crc32(0, disk->data + entries * sector, 128 * 128));
	put_le32(h + 0x10, (uint32_t)crc32(0, h, 92));
}

static struct disk gpt(size_t sector)
{
	struct disk disk = disk_new(SIZE);
	uint64_t end = SIZE / sector;

	entry(&disk, 0, 0, 0xee, 1, 0xffffffff);
	for (int copy = 0; copy < 2; copy++) {
		uint64_t at = copy ? end - 1 - 16384 / sector : 2;
		unsigned char *e = disk.data + at * sector + 128;

		memcpy(e, type_root, 16);
		memset(e + 16, 0xab, 16);
		put_le64(e + 0x20, 10);
		put_le64(e + 0x28, 19);
		put_le64(e + 0x30, 4);
		memcpy(e + 0x38, "r\0\xe9\0\x3d\xd8\x00\xde\x00\xd8", 10);
		gpt_header(&disk, sector, copy ? end - 1 : 1, copy ? 1 : end - 1, at);
	}
	return disk;
}

static void gpt_of_both_sector_sizes(void)
{
	for (size_t sector = 512; sector <= 4096; sector *= 8) {
		struct disk disk = gpt(sector);
		struct table *table = read_disk(&disk);

		EXPECT_INT(table->kind, TABLE_GPT);
		EXPECT(!table->problem && !table->hybrid);
		EXPECT_INT(table->sector_size, sector);
		EXPECT_STR(table->guid, "77777777-7777-7777-7777-777777777777");
		EXPECT_INT(table->count, 1);
		EXPECT_INT(table->partition[0].number, 2);
		EXPECT_INT(table->partition[0].start, 10 * sector);
		EXPECT_INT(table->partition[0].size, 10 * sector);
		EXPECT_STR(table->partition[0].type,
			   "0fc63daf-8483-4772-8e79-3d69d8477de4");
		EXPECT_STR(table->partition[0].partuuid,
			   "abababab-abab-abab-abab-abababababab");
		EXPECT_STR(table->partition[0].name,
			   "r\xc3\xa9\xf0\x9f\x98\x80\xef\xbf\xbd");
		EXPECT(table->partition[0].bootable);
		pool_free(disk.pool);
	}
}

static void gpt_damaged(void)
{
	struct disk disk = gpt(512);
	struct table *table;

	disk.data[512 + 0x40]++;
	table = read_disk(&disk);
	EXPECT(table->kind == TABLE_GPT && table->backup_used);
	EXPECT_INT(table->count, 1);
	disk.data[SIZE - 512 + 0x40]++;
	table = read_disk(&disk);
	EXPECT_INT(table->kind, TABLE_NONE);
	EXPECT_STR(table->problem, "a protective MBR, but no GPT that is whole");
	disk.data[512 + 0x40]--;
	table = read_disk(&disk);
	EXPECT(table->kind == TABLE_GPT && table->backup == TABLE_BACKUP_GONE);
	disk.data[SIZE - 512 + 0x40]--;
	disk.data[1024 + 200]++;
	EXPECT(read_disk(&disk)->backup_used);
	disk.data[1024 + 200]--;
	entry(&disk, 0, 1, 0x83, 10, 10);
	table = read_disk(&disk);
	EXPECT(table->hybrid && !table->partition[0].efi_system);
	entry(&disk, 0, 2, 0xef, 10, 10);
	EXPECT(read_disk(&disk)->partition[0].efi_system);
	memset(disk.data, 0, 512);
	table = read_disk(&disk);
	EXPECT(table->kind == TABLE_GPT && table->problem);
	pool_free(disk.pool);
}

static void none(void)
{
	struct disk disk = disk_new(4096), nothing = disk_new(100);
	struct table_source source = { on_read, &nothing, 0, 0 };
	struct table *table;

	EXPECT_INT(read_disk(&disk)->kind, TABLE_NONE);
	memcpy(disk.data + 3, "NTFS    ", 8);
	disk.data[0x1fe] = 0x55;
	disk.data[0x1ff] = 0xaa;
	EXPECT_INT(read_disk(&disk)->kind, TABLE_NONE);
	EXPECT_INT(table_read(nothing.pool, &source, &table), -EIO);
	pool_free(disk.pool);
	pool_free(nothing.pool);
}

/* Each byte of the tables changed in turn. */
static void hostile(void)
{
	for (int which = 0; which < 2; which++) {
		struct disk disk = which ? gpt(512) : dos();

		for (size_t at = 0; at < 2048; at++) {
			struct table *table;

			disk.data[at] ^= 0xff;
			table = read_disk(&disk);
			EXPECT(disk.reads < 300);
			EXPECT(table->count < 300);
			disk.data[at] ^= 0xff;
		}
		pool_free(disk.pool);
	}
}

const struct test tests[] = {
	{ "dos with logical", dos_with_logical },
	{ "dos of large sectors", dos_of_large_sectors },
	{ "circles and ends", circles_and_ends },
	{ "gpt of both sector sizes", gpt_of_both_sector_sizes },
	{ "gpt damaged", gpt_damaged },
	{ "none", none },
	{ "hostile", hostile },
	{ 0 },
};
