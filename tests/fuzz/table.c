/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A disk of which the input is the beginning and, for a backup table, the end.  Where the
 * disk signature is odd the sums of both copies are made right, which nobody guesses.
 * What is mended lies on the disk, and is then whole.
 */
#include "format/table.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <zlib.h>

enum { DISK = 1 << 20, TAIL = 17 * 1024, SECTOR = 512 };

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static int on_read(void *ctx, uint64_t offset, void *buf, size_t len)
{
	if (offset > DISK || len > DISK - offset)
		return -EIO;
	memcpy(buf, (unsigned char *)ctx + offset, len);
	return 0;
}

static uint32_t sum(const unsigned char *data, size_t len)
{
	return (uint32_t)crc32(crc32(0, NULL, 0), data, (uInt)len);
}

static void seal(unsigned char *disk, uint64_t lba)
{
	unsigned char *h = disk + lba * SECTOR;
	uint64_t at = le64(h + 0x48), len = (uint64_t)le32(h + 0x50) * le32(h + 0x54);

	if (at < DISK / SECTOR && len <= DISK - at * SECTOR)
		put_le32(h + 0x58, sum(disk + at * SECTOR, len));
	if (le32(h + 0xc) > SECTOR)
		return;
	put_le32(h + 0x10, 0);
	put_le32(h + 0x10, sum(h, le32(h + 0xc)));
}

static void mend(struct pool *pool, const struct table_source *source,
		 unsigned char *disk)
{
	struct table_patch *patch;
	struct table *table;
	size_t count;
	const char *why;

	if (table_mend(pool, source, &patch, &count, &why) < 0) {
		if (!why)
			abort();
		return;
	}
	for (size_t i = 0; i < count; i++) {
		if (patch[i].offset > DISK || patch[i].after.len > DISK - patch[i].offset)
			abort();
		memcpy(disk + patch[i].offset, patch[i].after.data, patch[i].after.len);
	}
	if (table_read(pool, source, &table) < 0 || table->problem ||
	    table_mend(pool, source, &patch, &count, &why) < 0 || count > 0)
		abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static unsigned char disk[DISK];
	struct table_source source = { on_read, disk, DISK, 0 };
	struct pool *pool = pool_new();
	struct table *table;

	size = size < DISK / 2 ? size : DISK / 2;
	memset(disk, 0, DISK);
	memcpy(disk, data, size);
	memcpy(disk + DISK - TAIL, data, size < TAIL ? size : TAIL);
	if (disk[0x1b8] & 1) {
		seal(disk, 1);
		seal(disk, DISK / SECTOR - 1);
	}
	if (table_read(pool, &source, &table) == 0)
		for (size_t i = 0; i < table->count; i++)
			if (!table->partition[i].partuuid || !table->partition[i].type)
				abort();
	mend(pool, &source, disk);
	pool_free(pool);
	return 0;
}
