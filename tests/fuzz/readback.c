/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Files of our own formats, of which bytes were changed before they are read back: the
 * input is the format, whether checksums are put right again, and places with what is
 * there now.
 */
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>
#include <zlib.h>

#include "base/bytes.h"
#include "export/tarhead.h"
#include "export/writer.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum {
	SIZE = 2 * (2 << 20) + 4096,
	PAGE = 4096,
	PATCHES = 64,
	PATCH = 4,
	FORMATS = 3,
	ROOM = 1 << 20,
};

static unsigned char content[SIZE];

static void require(bool good)
{
	if (!good)
		abort();
}

/* A page of each four has something, in the first block and the last. */
static int on_stretch(void *arg, uint64_t from, uint64_t *end, bool *data)
{
	(void)arg;
	*end = (from / PAGE + 1) * PAGE;
	*data = from / PAGE % 4 == 0 && (from < 2 << 20 || from >= 4 << 20);
	return 0;
}

static int on_read(void *arg, uint64_t from, void *to, size_t len)
{
	(void)arg;
	require(from <= SIZE && len <= SIZE - from);
	memcpy(to, content + from, len);
	return 0;
}

static const struct export_disk disk = { SIZE, on_stretch, on_read, NULL };
static const struct export_job job = { .disk = &disk, .name = "disk" };

static const struct {
	export_writer *write;
	export_verifier *verify;
} formats[FORMATS] = {
	{ zvhd2_write, zvhd2_verify },
	{ zvhd_write, zvhd_verify },
	{ rawtar_write, rawtar_verify },
};

static struct file {
	unsigned char *data;
	size_t len;
} files[FORMATS];

/* Packed data is changed before it is packed. */
static void unpack(struct file *file)
{
	unsigned char *to = malloc(4 * ROOM);
	z_stream zlib = { .next_in = file->data, .avail_in = (unsigned)file->len };

	zlib.next_out = to;
	zlib.avail_out = 4 * ROOM;
	require(inflateInit2(&zlib, 31) == Z_OK &&
		inflate(&zlib, Z_FINISH) == Z_STREAM_END);
	free(file->data);
	*file = (struct file){ to, zlib.total_out };
	(void)inflateEnd(&zlib);
}

static void make_files(void)
{
	for (size_t i = 0; i < SIZE; i++) {
		bool has_data;
		uint64_t end;

		(void)on_stretch(NULL, i, &end, &has_data);
		content[i] = has_data ? (unsigned char)(i / 7 * 31 + 1) : 0;
	}
	for (int i = 0; i < FORMATS; i++) {
		int fd = memfd_create("file", MFD_CLOEXEC);
		struct sink sink;

		sink_begin(&sink, fd);
		require(formats[i].write(&job, &sink) == 0 && sink_end(&sink) == 0);
		require(formats[i].verify(&job, fd) == 0);
		files[i].len = (size_t)lseek(fd, 0, SEEK_END);
		files[i].data = malloc(files[i].len);
		require(pread(fd, files[i].data, files[i].len, 0) ==
			(ssize_t)files[i].len);
		(void)close(fd);
	}
	unpack(&files[2]);
}

static void mend_sum(unsigned char *head)
{
	uint32_t sum = 0;

	for (int i = 0; i < 512; i++)
		sum += i < 64 || i > 67 ? head[i] : 0;
	put_le32(head + 64, ~sum);
}

static int file_of(int format, unsigned char *bytes, size_t len)
{
	int fd = memfd_create("file", MFD_CLOEXEC);
	gzFile out;

	if (format < 2) {
		require(write(fd, bytes, len) == (ssize_t)len);
		return fd;
	}
	out = gzdopen(dup(fd), "wb0");
	require(gzwrite(out, bytes, (unsigned)len) == (int)len);
	require(gzclose(out) == Z_OK);
	return fd;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct file file;
	unsigned char *bytes;
	int format, fd;

	if (!files[0].data)
		make_files();
	if (size < 2)
		return 0;
	format = data[0] % FORMATS;
	file = files[format];
	bytes = malloc(file.len);
	memcpy(bytes, file.data, file.len);
	for (size_t at = 2; at + PATCH <= size && at < 2 + PATCHES * PATCH; at += PATCH) {
		size_t place = le32(data + at) & 0xffffff;

		/* From the end as well, where what says where all the rest is stands. */
		place = place >> 23 ? file.len - 1 - (place & 0x7fffff) % file.len
				    : place % file.len;
		bytes[place] = data[at + 3];
	}
	if (data[1] & 1 && format < 2)
		mend_sum(bytes + file.len - PAGE);
	else if (data[1] & 1)
		tarhead_sum(bytes);
	fd = file_of(format, bytes, data[1] & 2 ? file.len / 2 : file.len);
	(void)formats[format].verify(&job, fd);
	(void)close(fd);
	free(bytes);
	return 0;
}
