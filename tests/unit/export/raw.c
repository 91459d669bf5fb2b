/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "export/raw.h"

#include <fcntl.h>
#include <sys/stat.h>

#include "test.h"
#include "unit/export/memdisk.h"

enum { MIB = 1 << 20, SIZE = 5 * MIB + 512 };

static struct memdisk *example(void)
{
	struct memdisk *mem = memdisk_new(SIZE);

	memdisk_put(mem, 4096, 4096, -1);
	/* Stored, and nothing but zeroes; then data behind a hole. */
	memdisk_put(mem, MIB, MIB, 0);
	memdisk_put(mem, 3 * MIB + 8192, 100, 'd');
	memdisk_put(mem, SIZE - 512, 512, 'e');
	return mem;
}

static void expect_disk(int fd, const struct memdisk *mem)
{
	unsigned char *data = malloc(SIZE);

	EXPECT_INT(file_size(fd), SIZE);
	EXPECT_INT(pread(fd, data, SIZE, 0), SIZE);
	EXPECT(memcmp(data, mem->data, SIZE) == 0);
	free(data);
}

static void what_is_zero_is_a_hole(void)
{
	struct memdisk *mem = example();
	struct stat seen;
	int fd;

	EXPECT_INT(memdisk_write(mem, raw_write, NULL, &fd), 0);
	EXPECT_INT(mem->reads_of_holes, 0);
	expect_disk(fd, mem);
	EXPECT(fstat(fd, &seen) == 0);
	EXPECT_INT(seen.st_blocks * 512, 3 * 4096);
	EXPECT_INT(lseek(fd, 0, SEEK_DATA), 4096);
	EXPECT_INT(lseek(fd, 8192, SEEK_DATA), 3 * MIB + 8192);
	(void)close(fd);
	memdisk_free(mem);
}

struct marks {
	int fd, stop_at; /* the mark that ends the writing; 0: none */
	const struct memdisk *mem;
	uint64_t last;
	int count;
};

/* All before AT is there. */
static int on_reached(void *arg, uint64_t at)
{
	struct marks *marks = arg;
	unsigned char *data = calloc(1, SIZE);

	EXPECT(at > marks->last && at <= SIZE);
	EXPECT(pread(marks->fd, data, at, 0) >= 0);
	EXPECT(memcmp(data, marks->mem->data, at) == 0);
	free(data);
	marks->last = at;
	return ++marks->count == marks->stop_at ? -ECANCELED : 0;
}

/* From START on; the bytes before it are in FD. */
static int write_from(struct memdisk *mem, int fd, uint64_t start, struct marks *marks)
{
	const struct export_job job = { &mem->disk, NULL, "disk" };
	const struct raw_mark mark = { on_reached, marks };
	struct sink sink;
	int err;

	sink_begin(&sink, fd);
	EXPECT_INT(ftruncate(fd, (off_t)start), 0);
	EXPECT_INT(lseek(fd, (off_t)start, SEEK_SET), start);
	sink.is_stream = false;
	sink.at = start;
	*marks = (struct marks){
		.fd = fd, .stop_at = marks->stop_at, .mem = mem, .last = start
	};
	err = raw_write_from(&job, &sink, start, &mark);
	return err ? err : sink_end(&sink);
}

/* Whenever it ends, what was reached is enough to go on. */
static void goes_on_where_it_ended(void)
{
	struct memdisk *mem = example();
	int fd = memfd_create("out", MFD_CLOEXEC), marked;
	struct marks marks = { 0 };

	EXPECT_INT(write_from(mem, fd, 0, &marks), 0);
	expect_disk(fd, mem);
	marked = marks.count;
	EXPECT(marked >= 3);
	for (int stop = 1; stop <= marked; stop++) {
		uint64_t reached;

		marks.stop_at = stop;
		EXPECT_INT(write_from(mem, fd, 0, &marks), -ECANCELED);
		reached = marks.last;
		marks.stop_at = 0;
		EXPECT_INT(write_from(mem, fd, reached, &marks), 0);
		expect_disk(fd, mem);
	}
	(void)close(fd);
	memdisk_free(mem);
}

/* A later run does not read what is there already. */
static void what_is_there_is_not_read(void)
{
	struct memdisk *mem = example();
	int fd = memfd_create("out", MFD_CLOEXEC);
	struct marks marks = { 0 };

	EXPECT_INT(write_from(mem, fd, 0, &marks), 0);
	memset(mem->used, 0, 4 * MIB / MEMDISK_GRAIN * sizeof(*mem->used));
	mem->reads_of_holes = 0;
	EXPECT_INT(write_from(mem, fd, 4 * MIB, &marks), 0);
	EXPECT_INT(mem->reads_of_holes, 0);
	expect_disk(fd, mem);
	(void)close(fd);
	memdisk_free(mem);
}

static void errors_come_through(void)
{
	struct memdisk *mem = example();
	const struct export_job job = { &mem->disk, NULL, "disk" };
	int fd = open("/dev/full", O_WRONLY | O_CLOEXEC);
	struct sink sink;

	sink_begin(&sink, fd);
	EXPECT_INT(raw_write(&job, &sink), -ENOSPC);
	(void)close(fd);
	mem->fail = -EIO;
	EXPECT_INT(memdisk_write(mem, raw_write, NULL, &fd), -EIO);
	(void)close(fd);
	memdisk_free(mem);
}

const struct test tests[] = {
	{ "what_is_zero_is_a_hole", what_is_zero_is_a_hole },
	{ "goes_on_where_it_ended", goes_on_where_it_ended },
	{ "what_is_there_is_not_read", what_is_there_is_not_read },
	{ "errors_come_through", errors_come_through },
	{ 0 },
};
