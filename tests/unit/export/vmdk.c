/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A stream-optimized VMDK, taken apart by the offsets of the "Virtual Disk Format 5.0"
 * technical note, and not with the code that wrote it.
 */
#include <zlib.h>

#include "base/bytes.h"
#include "test.h"
#include "unit/export/memdisk.h"

enum {
	SECTOR = 512,
	GRAIN = 65536,
	GRAINS_OF_TABLE = 512,
	/* What two tables are for, and a piece of a grain. */
	SIZE = 33 * (1 << 20) + 3 * SECTOR,
	GRAINS = SIZE / GRAIN + 1,
};

struct vmdk {
	const unsigned char *file;
	size_t len;
	unsigned char *disk;    /* as it is read */
	uint64_t place[GRAINS]; /* sector of each grain's marker, 0: none */
	uint64_t table[2];      /* sector of each table, 0: none */
	uint64_t directory;
};

static struct memdisk *example(void)
{
	struct memdisk *mem = memdisk_new(SIZE);

	memdisk_put(mem, 0, GRAIN, -1);
	memdisk_put(mem, 3 * GRAIN + 4096, 4096, 'c');
	/* Stored, and nothing but zeroes. */
	memdisk_put(mem, 5 * GRAIN, GRAIN, 0);
	memdisk_put(mem, 511 * GRAIN, 2 * GRAIN, 'm');
	memdisk_put(mem, SIZE - SECTOR, SECTOR, 'e');
	return mem;
}

static void open_vmdk(struct memdisk *mem, struct vmdk *vmdk)
{
	int fd;

	*vmdk = (struct vmdk){ .disk = calloc(1, (size_t)GRAINS * GRAIN) };
	EXPECT_INT(memdisk_write(mem, vmdk_stream_write, NULL, &fd), 0);
	vmdk->len = (size_t)file_size(fd);
	vmdk->file = mmap(NULL, vmdk->len, PROT_READ, MAP_PRIVATE, fd, 0);
	(void)close(fd);
}

static void close_vmdk(struct vmdk *vmdk)
{
	(void)munmap((void *)(uintptr_t)vmdk->file, vmdk->len);
	free(vmdk->disk);
}

static void take_grain(struct vmdk *vmdk, const unsigned char *marker, size_t sector)
{
	uint64_t first = le64(marker);
	uLongf len = GRAIN;

	if (!EXPECT(first % (GRAIN / SECTOR) == 0 && first * SECTOR < SIZE))
		return;
	EXPECT_INT(uncompress(vmdk->disk + first * SECTOR, &len, marker + 12,
			      le32(marker + 8)),
		   Z_OK);
	EXPECT_INT(len, GRAIN);
	vmdk->place[first * SECTOR / GRAIN] = sector;
}

/* From the first grain to the end of the stream, as who cannot go back reads it. */
static void read_stream(struct vmdk *vmdk)
{
	size_t at = 128, sectors = vmdk->len / SECTOR, tables = 0;

	while (EXPECT(at < sectors)) {
		const unsigned char *marker = vmdk->file + at * SECTOR;
		uint32_t size = le32(marker + 8), type = le32(marker + 12);

		if (size > 0) {
			take_grain(vmdk, marker, at);
			at += (12 + size + SECTOR - 1) / SECTOR;
			continue;
		}
		if (type == 0)
			break;
		if (type == 1 && EXPECT(tables < 2))
			vmdk->table[tables++] = at + 1;
		if (type == 2)
			vmdk->directory = at + 1;
		at += 1 + le64(marker);
	}
	EXPECT_INT(at, sectors - 1);
}

static void can_be_read_as_a_stream(void)
{
	struct memdisk *mem = example();
	struct vmdk vmdk;

	open_vmdk(mem, &vmdk);
	EXPECT_INT(vmdk.len % SECTOR, 0);
	EXPECT_INT(mem->reads_of_holes, 0);
	read_stream(&vmdk);
	EXPECT(memcmp(vmdk.disk, mem->data, SIZE) == 0);
	/* Zeroes are not stored, wherever they came from. */
	for (int i = 0; i < GRAINS; i++)
		EXPECT_INT(vmdk.place[i] != 0,
			   !all_zero(vmdk.disk + (size_t)i * GRAIN, GRAIN));
	close_vmdk(&vmdk);
	memdisk_free(mem);
}

static void can_be_read_by_its_tables(void)
{
	struct memdisk *mem = example();
	const unsigned char *directory;
	struct vmdk vmdk;

	open_vmdk(mem, &vmdk);
	read_stream(&vmdk);
	EXPECT(vmdk.table[0] && vmdk.table[1] && vmdk.directory);
	directory = vmdk.file + vmdk.directory * SECTOR;
	EXPECT_INT(le32(directory), vmdk.table[0]);
	EXPECT_INT(le32(directory + 4), vmdk.table[1]);
	for (int i = 0; i < GRAINS; i++) {
		const unsigned char *table =
			vmdk.file + vmdk.table[i / GRAINS_OF_TABLE] * SECTOR;

		EXPECT_INT(le32(table + i % GRAINS_OF_TABLE * 4), vmdk.place[i]);
	}
	close_vmdk(&vmdk);
	memdisk_free(mem);
}

static void expect_head(const unsigned char *head, uint64_t directory)
{
	EXPECT(memcmp(head, "KDMV", 4) == 0);
	EXPECT_INT(le32(head + 4), 3);
	/* New lines can be tested, packed grains, markers. */
	EXPECT_INT(le32(head + 8), 0x30001);
	EXPECT_INT(le64(head + 12), SIZE / SECTOR);
	EXPECT_INT(le64(head + 20), GRAIN / SECTOR);
	EXPECT_INT(le64(head + 28), 1);
	EXPECT_INT(le64(head + 36), 20);
	EXPECT_INT(le32(head + 44), GRAINS_OF_TABLE);
	EXPECT_INT(le64(head + 48), 0);
	EXPECT_INT(le64(head + 56), directory);
	EXPECT_INT(le64(head + 64), 128);
	EXPECT_INT(head[72], 0);
	EXPECT(memcmp(head + 73, "\n \r\n", 4) == 0);
	EXPECT_INT(le16(head + 77), 1);
}

static void says_what_it_is(void)
{
	struct memdisk *mem = example();
	struct vmdk vmdk;
	const char *text;

	open_vmdk(mem, &vmdk);
	read_stream(&vmdk);
	expect_head(vmdk.file, UINT64_MAX);
	/* The footer knows where the directory is; behind it is the end of the stream. */
	expect_head(vmdk.file + vmdk.len - 2 * SECTOR, vmdk.directory);
	EXPECT_INT(le32(vmdk.file + vmdk.len - 3 * SECTOR + 12), 3);
	EXPECT(all_zero(vmdk.file + vmdk.len - SECTOR, SECTOR));
	text = (const char *)vmdk.file + SECTOR;
	EXPECT_INT(text[20 * SECTOR - 1], '\0');
	EXPECT(strncmp(text, "# Disk DescriptorFile\nversion=1\nCID=", 35) == 0);
	EXPECT(strstr(text, "\nparentCID=ffffffff\n"));
	EXPECT(strstr(text, "\ncreateType=\"streamOptimized\"\n"));
	EXPECT(strstr(text, "\nRW 67587 SPARSE \"disk.vmdk\"\n"));
	close_vmdk(&vmdk);
	memdisk_free(mem);
}

static void an_empty_disk_has_a_directory_of_nothing(void)
{
	struct memdisk *mem = memdisk_new(SIZE);
	struct vmdk vmdk;

	open_vmdk(mem, &vmdk);
	read_stream(&vmdk);
	EXPECT_INT(vmdk.table[0], 0);
	EXPECT(all_zero(vmdk.file + vmdk.directory * SECTOR, SECTOR));
	EXPECT(all_zero(vmdk.disk, SIZE));
	close_vmdk(&vmdk);
	memdisk_free(mem);
}

static void errors_of_the_disk_come_through(void)
{
	struct memdisk *mem = example();
	int fd;

	mem->fail = -EIO;
	EXPECT_INT(memdisk_write(mem, vmdk_stream_write, NULL, &fd), -EIO);
	(void)close(fd);
	memdisk_free(mem);
}

const struct test tests[] = {
	{ "can_be_read_as_a_stream", can_be_read_as_a_stream },
	{ "can_be_read_by_its_tables", can_be_read_by_its_tables },
	{ "says_what_it_is", says_what_it_is },
	{ "an_empty_disk_has_a_directory_of_nothing",
	  an_empty_disk_has_a_directory_of_nothing },
	{ "errors_of_the_disk_come_through", errors_of_the_disk_come_through },
	{ 0 },
};
