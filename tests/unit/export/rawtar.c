/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The archive by the offsets of the GNU tar manual ("Basic Tar Format"), taken apart and
 * put together here, and not with the code that is tested.
 */
#include <zlib.h>

#include "base/bytes.h"
#include "test.h"
#include "unit/export/memdisk.h"

enum { BLOCK = 512, SIZE = 1 << 20, ROOM = 4 << 20, GRAIN = MEMDISK_GRAIN };

/* What a gzip file holds; its length. */
static size_t inflated(int fd, unsigned char *to, size_t room)
{
	gzFile in = gzdopen(dup(fd), "rb");
	int n;

	EXPECT_INT(lseek(fd, 0, SEEK_SET), 0);
	n = gzread(in, to, (unsigned)room);
	EXPECT(n >= 0 && gzeof(in));
	EXPECT_INT(gzclose(in), Z_OK);
	return n < 0 ? 0 : (size_t)n;
}

static int deflated(const unsigned char *data, size_t len)
{
	int fd = memfd_create("in", MFD_CLOEXEC);
	gzFile out = gzdopen(dup(fd), "wb1");

	EXPECT_INT(gzwrite(out, data, (unsigned)len), len);
	EXPECT_INT(gzclose(out), Z_OK);
	return fd;
}

static uint64_t octal(const unsigned char *at, size_t digits)
{
	uint64_t value = 0;

	for (size_t i = 0; i < digits; i++) {
		EXPECT(at[i] >= '0' && at[i] <= '7');
		value = 8 * value + (uint64_t)(at[i] - '0');
	}
	return value;
}

static unsigned sum_of(const unsigned char *head)
{
	unsigned sum = 0;

	for (int i = 0; i < BLOCK; i++)
		sum += i >= 148 && i < 156 ? ' ' : head[i];
	return sum;
}

/* One grain of four and the last: more ranges than the header and a block have room for.
 */
static struct memdisk *example(void)
{
	struct memdisk *mem = memdisk_new(SIZE * 4);

	for (uint64_t at = 0; at < 40; at++)
		memdisk_put(mem, at * 20 * GRAIN, GRAIN, -1);
	return mem;
}

static void is_as_the_manual_says(void)
{
	struct memdisk *mem = example();
	unsigned char *file = calloc(1, ROOM), *disk = calloc(1, SIZE * 4);
	const unsigned char *pair = file + 386, *data;
	uint64_t stored = 0;
	size_t len;
	int fd, ranges = 0;

	EXPECT_INT(memdisk_write(mem, rawtar_write, NULL, &fd), 0);
	EXPECT_INT(mem->reads_of_holes, 0);
	len = inflated(fd, file, ROOM);
	EXPECT_INT(len % (20 * BLOCK), 0);
	EXPECT(strcmp((char *)file, "disk.raw") == 0);
	EXPECT(memcmp(file + 257, "ustar  ", 8) == 0);
	EXPECT_INT(file[156], 'S');
	EXPECT_INT(octal(file + 148, 6), sum_of(file));
	EXPECT_INT(octal(file + 483, 11), SIZE * 4);
	EXPECT_INT(file[482], 1);
	/* 40 ranges and the empty one at the end: 4 here, 21 in a block, 16 in another.
	 */
	EXPECT_INT(file[BLOCK + 504], 1);
	EXPECT_INT(file[2 * BLOCK + 504], 0);
	data = file + 3 * BLOCK;
	for (int i = 0; i < 41; i++, pair += 24) {
		uint64_t from, size;

		pair = i == 4 ? file + BLOCK : i == 25 ? file + 2 * BLOCK : pair;
		from = octal(pair, 11);
		size = octal(pair + 12, 11);
		if (!EXPECT(from <= SIZE * 4 && size <= SIZE * 4 - from))
			break;
		memcpy(disk + from, data + stored, size);
		stored += size;
		ranges += size > 0;
	}
	EXPECT_INT(ranges, 40);
	EXPECT_INT(pair[0], 0);
	EXPECT_INT(octal(file + 124, 11), stored);
	EXPECT(memcmp(disk, mem->data, SIZE * 4) == 0);
	EXPECT(all_zero(data + stored, (size_t)(file + len - data) - stored));
	(void)close(fd);
	free(file);
	free(disk);
	memdisk_free(mem);
}

/* Ten GiB that end with something: numbers that octal digits have no room for. */
static int on_stretch(void *arg, uint64_t from, uint64_t *end, bool *data)
{
	const struct export_disk *disk = arg;

	*data = from >= disk->size - GRAIN;
	*end = *data ? disk->size : disk->size - GRAIN;
	return 0;
}

static int on_read(void *arg, uint64_t from, void *to, size_t len)
{
	(void)arg;
	(void)from;
	memset(to, 'e', len);
	return 0;
}

static void large_numbers_are_in_base_256(void)
{
	static const unsigned char size[12] = {
		0x80, 0, 0, 0, 0, 0, 0, 2, 0x80, 0, 0, 0
	};
	static const unsigned char from[12] = { 0x80, 0,    0,    0,    0,    0,
						0,    0x02, 0x7f, 0xff, 0xf0, 0 };
	struct export_disk disk = { 10ull << 30, on_stretch, on_read, &disk };
	struct export_job job = { &disk, NULL, "disk" };
	unsigned char *file = calloc(1, ROOM);
	struct sink sink;
	int fd = memfd_create("out", MFD_CLOEXEC);

	sink_begin(&sink, fd);
	EXPECT_INT(rawtar_write(&job, &sink), 0);
	EXPECT_INT(inflated(fd, file, ROOM), 20 * BLOCK);
	EXPECT(memcmp(file + 483, size, sizeof(size)) == 0);
	EXPECT(memcmp(file + 386, from, sizeof(from)) == 0);
	EXPECT_INT(octal(file + 398, 11), GRAIN);
	EXPECT_INT(file[BLOCK], 'e');
	EXPECT_INT(rawtar_verify(&job, fd), 0);
	(void)close(fd);
	free(file);
}

static void an_empty_disk_is_a_hole(void)
{
	struct memdisk *mem = memdisk_new(SIZE);
	unsigned char *file = calloc(1, ROOM);
	struct export_job job = { .disk = &mem->disk };
	int fd;

	EXPECT_INT(memdisk_write(mem, rawtar_write, NULL, &fd), 0);
	EXPECT_INT(inflated(fd, file, ROOM), 20 * BLOCK);
	EXPECT_INT(octal(file + 386, 11), SIZE);
	EXPECT_INT(octal(file + 398, 11), 0);
	EXPECT_INT(octal(file + 124, 11), 0);
	EXPECT_INT(rawtar_verify(&job, fd), 0);
	(void)close(fd);
	free(file);
	memdisk_free(mem);
}

/* An archive as another program would make it, and what is changed in it. */
struct archive {
	unsigned char data[64 * BLOCK];
	size_t len;
};

static void put_number(unsigned char *to, uint64_t number)
{
	(void)snprintf((char *)to, 12, "%011llo", (unsigned long long)number);
}

static void put_sum(struct archive *archive)
{
	(void)snprintf((char *)archive->data + 148, 8, "%06o", sum_of(archive->data));
	archive->data[155] = ' ';
}

/* Two ranges of a grain: at the third and at the eighth. */
static struct archive archive_of(const struct memdisk *mem)
{
	struct archive archive = { .len = (1 + 2 * GRAIN / BLOCK + 2) * BLOCK };
	unsigned char *head = archive.data;

	memcpy(head, "disk.raw", 9);
	memcpy(head + 100, "0000644", 8);
	put_number(head + 124, 2 * GRAIN);
	head[156] = 'S';
	memcpy(head + 257, "ustar  ", 8);
	put_number(head + 386, 2 * GRAIN);
	put_number(head + 398, GRAIN);
	put_number(head + 410, 7 * GRAIN);
	put_number(head + 422, GRAIN);
	put_number(head + 434, SIZE);
	put_number(head + 446, 0);
	put_number(head + 483, SIZE);
	put_sum(&archive);
	memcpy(head + BLOCK, mem->data + 2 * GRAIN, GRAIN);
	memcpy(head + BLOCK + GRAIN, mem->data + 7 * GRAIN, GRAIN);
	return archive;
}

static struct memdisk *two_grains(void)
{
	struct memdisk *mem = memdisk_new(SIZE);

	memdisk_put(mem, 2 * GRAIN, GRAIN, -1);
	memdisk_put(mem, 7 * GRAIN, GRAIN, -1);
	return mem;
}

static int verify(const struct memdisk *mem, const struct archive *archive)
{
	struct export_job job = { .disk = &mem->disk };
	int fd = deflated(archive->data, archive->len);
	int err = rawtar_verify(&job, fd);

	(void)close(fd);
	return err;
}

static void reads_what_others_wrote(void)
{
	struct memdisk *mem = two_grains();
	struct archive archive = archive_of(mem);

	EXPECT_INT(verify(mem, &archive), 0);
	/* The disk has more, less, or other. */
	memdisk_put(mem, 9 * GRAIN, 1, 'x');
	EXPECT_INT(verify(mem, &archive), -EBADMSG);
	memdisk_put(mem, 9 * GRAIN, 1, 0);
	EXPECT_INT(verify(mem, &archive), 0);
	mem->data[7 * GRAIN + 5] ^= 1;
	EXPECT_INT(verify(mem, &archive), -EBADMSG);
	memdisk_free(mem);
}

/* NUMBER at a field of the header, whose sum is right again. */
static int verify_with(size_t at, uint64_t number)
{
	struct memdisk *mem = two_grains();
	struct archive archive = archive_of(mem);
	int err;

	put_number(archive.data + at, number);
	put_sum(&archive);
	err = verify(mem, &archive);
	memdisk_free(mem);
	return err;
}

static void believes_no_map(void)
{
	EXPECT_INT(verify_with(386, 2 * GRAIN), 0);
	EXPECT_INT(verify_with(386, 3 * GRAIN), -EBADMSG);
	EXPECT_INT(verify_with(386, 8 * GRAIN), -EBADMSG); /* not in order */
	EXPECT_INT(verify_with(386, SIZE), -EBADMSG);
	EXPECT_INT(verify_with(386, (1ull << 33) - 1), -EBADMSG);
	EXPECT_INT(verify_with(398, GRAIN - 1), -EBADMSG);
	EXPECT_INT(verify_with(398, (1ull << 33) - 1), -EBADMSG);
	EXPECT_INT(verify_with(446, 1), -EBADMSG);
	EXPECT_INT(verify_with(124, 2 * GRAIN - 1), -EBADMSG);
	EXPECT_INT(verify_with(483, SIZE - 1), -EBADMSG);
}

/* BYTE at a place of the header, whose sum is right again if WITH_SUM. */
static int verify_byte(size_t at, unsigned char byte, bool with_sum)
{
	struct memdisk *mem = two_grains();
	struct archive archive = archive_of(mem);
	int err;

	archive.data[at] = byte;
	if (with_sum)
		put_sum(&archive);
	err = verify(mem, &archive);
	memdisk_free(mem);
	return err;
}

static void believes_no_head(void)
{
	EXPECT_INT(verify_byte(110, '1', true), 0); /* an owner */
	EXPECT_INT(verify_byte(110, '1', false), -EBADMSG);
	EXPECT_INT(verify_byte(0, 'D', true), -EBADMSG);
	EXPECT_INT(verify_byte(156, '0', true), -EBADMSG);
	/* More of the map is to come, where the data is: a grain read as pairs. */
	EXPECT_INT(verify_byte(482, 1, true), -EBADMSG);
	/* A size of 2^88 and more. */
	EXPECT_INT(verify_byte(386, 0xff, true), -EBADMSG);
	/* Something behind the end. */
	EXPECT_INT(verify_byte(BLOCK + 2 * GRAIN + 700, 1, false), -EBADMSG);
}

static void sees_what_is_cut(void)
{
	struct memdisk *mem = two_grains();
	struct archive archive = archive_of(mem);
	struct export_job job = { .disk = &mem->disk };
	int fd = deflated(archive.data, archive.len);
	off_t size = (off_t)file_size(fd);

	EXPECT_INT(rawtar_verify(&job, fd), 0);
	EXPECT_INT(pwrite(fd, "x", 1, size), 1);
	EXPECT_INT(rawtar_verify(&job, fd), -EBADMSG);
	for (off_t end = 0; end < size; end += end < 40 || end > size - 40 ? 1 : 37) {
		EXPECT_INT(ftruncate(fd, end), 0);
		EXPECT_INT(rawtar_verify(&job, fd), -EBADMSG);
		/* Zeroes instead; the last of them were some before. */
		EXPECT_INT(ftruncate(fd, size), 0);
		EXPECT_INT(rawtar_verify(&job, fd), end < size - 2 ? -EBADMSG : 0);
		(void)close(fd);
		fd = deflated(archive.data, archive.len);
	}
	(void)close(fd);
	fd = memfd_create("tar", MFD_CLOEXEC);
	EXPECT_INT(write(fd, archive.data, archive.len), archive.len);
	EXPECT_INT(rawtar_verify(&job, fd), -EBADMSG);
	(void)close(fd);
	memdisk_free(mem);
}

static void errors_of_the_disk_come_through(void)
{
	struct memdisk *mem = two_grains();
	struct archive archive = archive_of(mem);
	int fd;

	mem->fail = -EIO;
	EXPECT_INT(verify(mem, &archive), -EIO);
	EXPECT_INT(memdisk_write(mem, rawtar_write, NULL, &fd), -EIO);
	(void)close(fd);
	memdisk_free(mem);
}

const struct test tests[] = {
	{ "is_as_the_manual_says", is_as_the_manual_says },
	{ "large_numbers_are_in_base_256", large_numbers_are_in_base_256 },
	{ "an_empty_disk_is_a_hole", an_empty_disk_is_a_hole },
	{ "reads_what_others_wrote", reads_what_others_wrote },
	{ "believes_no_map", believes_no_map },
	{ "believes_no_head", believes_no_head },
	{ "sees_what_is_cut", sees_what_is_cut },
	{ "errors_of_the_disk_come_through", errors_of_the_disk_come_through },
	{ 0 },
};
