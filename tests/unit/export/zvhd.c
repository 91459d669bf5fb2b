/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What must be where, by the tables of the layout and not by the writer's own code. */
#include "base/bytes.h"
#include "test.h"
#include "unit/export/memdisk.h"

enum { BLOCK = 2 << 20, UNIT = 4096 };

static void *contents(int fd, size_t *len)
{
	*len = (size_t)file_size(fd);
	return mmap(NULL, *len, PROT_READ, MAP_PRIVATE, fd, 0);
}

/* Three of four blocks, of which one has zeroes that are stored, and a part of a fifth.
 */
static struct memdisk *example(void)
{
	struct memdisk *mem = memdisk_new(4 * BLOCK + UNIT);

	memdisk_put(mem, 0, UNIT, 'a');
	memdisk_put(mem, BLOCK + 5 * UNIT, UNIT, 0);
	memdisk_put(mem, 3 * BLOCK, BLOCK, -1);
	memdisk_put(mem, 4 * BLOCK, UNIT, 'e');
	return mem;
}

static uint32_t sum(const unsigned char *head)
{
	uint32_t sum = 0;

	for (int i = 0; i < 512; i++)
		sum += i < 64 || i > 67 ? head[i] : 0;
	return ~sum;
}

static void zvhd2_is_as_the_tables_say(void)
{
	struct memdisk *mem = example();
	const unsigned char *file, *head, *last, *index, *bitmap;
	size_t len;
	int fd;

	EXPECT_INT(memdisk_write(mem, zvhd2_write, NULL, &fd), 0);
	EXPECT_INT(mem->reads_of_holes, 0);
	file = head = contents(fd, &len);
	last = file + len - UNIT;
	EXPECT(memcmp(head, "z2strm\0\0", 8) == 0);
	EXPECT_INT(le64(head + 96), 0);
	EXPECT_INT(le32(head + 64), sum(head));
	EXPECT_INT(le32(last + 64), sum(last));
	EXPECT_INT(le64(last + 40), 4 * BLOCK + UNIT);
	EXPECT_INT(le64(last + 48), 1 << 30);
	EXPECT_INT(le32(last + 92), 5);
	EXPECT_INT(le32(last + 136), 3);
	EXPECT_INT(last[141], 1);
	index = file + le64(last + 96);
	bitmap = file + le64(last + 104);
	EXPECT_INT(bitmap - index, 524288);
	EXPECT_INT(last - bitmap, 4096);
	EXPECT_INT(bitmap[0], 1 | 1 << 3 | 1 << 4);
	EXPECT_INT(le64(index), UNIT);
	EXPECT_INT(le32(index + 8), 0);
	EXPECT_INT(le32(index + 24), 3);
	EXPECT_INT(le32(index + 40), 4);
	EXPECT_INT(le64(index + 16), UNIT + le32(index + 12));
	EXPECT(memcmp(file + le64(index + 32), "hwstream bg\0", 12) == 0);
	EXPECT(memcmp(file + le64(index + 32) + le32(index + 44) - 4, "end", 4) == 0);
	(void)munmap((void *)(uintptr_t)file, len);
	(void)close(fd);
	memdisk_free(mem);
}

/* One bit anywhere in what counts, and the file is no longer the disk. */
static void readers_see_a_changed_byte(void)
{
	static const struct {
		export_writer *write;
		export_verifier *verify;
		const char *compression;
	} formats[] = {
		{ zvhd2_write, zvhd2_verify, NULL },
		{ zvhd2_write, zvhd2_verify, "zlib" },
		{ zvhd_write, zvhd_verify, NULL },
	};
	struct memdisk *mem = example();
	struct export_job job = { .disk = &mem->disk };

	for (size_t i = 0; i < sizeof(formats) / sizeof(formats[0]); i++) {
		int fd, err = memdisk_write(mem, formats[i].write, formats[i].compression,
					    &fd);
		off_t size = (off_t)file_size(fd);
		const off_t places[] = {
			UNIT,           UNIT + 16,        UNIT + 50,
			3 * UNIT + 100, size - UNIT + 40, size - UNIT + 64
		};

		EXPECT_INT(err, 0);
		EXPECT_INT(formats[i].verify(&job, fd), 0);
		for (size_t j = 0; j < sizeof(places) / sizeof(places[0]); j++) {
			unsigned char byte, other;

			EXPECT_INT(pread(fd, &byte, 1, places[j]), 1);
			other = byte ^ 0x40;
			EXPECT_INT(pwrite(fd, &other, 1, places[j]), 1);
			EXPECT_INT(formats[i].verify(&job, fd), -EBADMSG);
			EXPECT_INT(pwrite(fd, &byte, 1, places[j]), 1);
		}
		EXPECT_INT(ftruncate(fd, size - UNIT), 0);
		EXPECT_INT(formats[i].verify(&job, fd), -EBADMSG);
		(void)close(fd);
	}
	memdisk_free(mem);
}

/* The disk has more than the file, or other, or less. */
static void readers_see_another_disk(void)
{
	struct memdisk *mem = example();
	struct export_job job = { .disk = &mem->disk };
	int two, one;

	EXPECT_INT(memdisk_write(mem, zvhd2_write, NULL, &two), 0);
	EXPECT_INT(memdisk_write(mem, zvhd_write, NULL, &one), 0);
	mem->data[BLOCK + 5 * UNIT + 7] = 1;
	EXPECT_INT(zvhd2_verify(&job, two), -EBADMSG);
	EXPECT_INT(zvhd_verify(&job, one), -EBADMSG);
	mem->data[BLOCK + 5 * UNIT + 7] = 0;
	mem->data[4 * BLOCK + 1] = 'f';
	EXPECT_INT(zvhd2_verify(&job, two), -EBADMSG);
	EXPECT_INT(zvhd_verify(&job, one), -EBADMSG);
	mem->data[4 * BLOCK + 1] = 'e';
	EXPECT_INT(zvhd2_verify(&job, two), 0);
	EXPECT_INT(zvhd_verify(&job, two), -EBADMSG);
	EXPECT_INT(zvhd2_verify(&job, one), -EBADMSG);
	(void)close(one);
	(void)close(two);
	memdisk_free(mem);
}

static void errors_of_the_disk_come_through(void)
{
	struct memdisk *mem = example();
	int fd;

	mem->fail = -EIO;
	EXPECT_INT(memdisk_write(mem, zvhd2_write, NULL, &fd), -EIO);
	(void)close(fd);
	EXPECT_INT(memdisk_write(mem, zvhd_write, NULL, &fd), -EIO);
	(void)close(fd);
	memdisk_free(mem);
}

static void an_empty_disk_has_no_index(void)
{
	struct memdisk *mem = memdisk_new(BLOCK);
	struct export_job job = { .disk = &mem->disk };
	int fd;

	EXPECT_INT(memdisk_write(mem, zvhd2_write, NULL, &fd), 0);
	EXPECT_INT(file_size(fd), 4 * UNIT);
	EXPECT_INT(zvhd2_verify(&job, fd), 0);
	(void)close(fd);
	memdisk_free(mem);
}

const struct test tests[] = {
	{ "zvhd2_is_as_the_tables_say", zvhd2_is_as_the_tables_say },
	{ "readers_see_a_changed_byte", readers_see_a_changed_byte },
	{ "readers_see_another_disk", readers_see_another_disk },
	{ "errors_of_the_disk_come_through", errors_of_the_disk_come_through },
	{ "an_empty_disk_has_no_index", an_empty_disk_has_no_index },
	{ 0 },
};
