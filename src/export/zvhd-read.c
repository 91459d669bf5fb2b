/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * ZVHD and ZVHD2 read back: the file is taken as any other, of which nothing is believed.
 */
#include <errno.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zlib.h>

#include "export/compare.h"
#include "export/zvhd-internal.h"

struct reader {
	int fd;
	uint64_t size;
	struct zvhd_head head;
	struct comparison comparison;
	unsigned char *record, *block;
	size_t room; /* of RECORD */
};

static int read_at(const struct reader *reader, uint64_t at, void *to, size_t len)
{
	if (at > reader->size || len > reader->size - at)
		return -EBADMSG;
	for (size_t done = 0; done < len;) {
		ssize_t n = pread(reader->fd, (char *)to + done, len - done,
				  (off_t)(at + done));

		if (n < 0 && errno != EINTR)
			return -errno;
		if (n == 0)
			return -EBADMSG;
		if (n > 0)
			done += (size_t)n;
	}
	return 0;
}

static int reader_open(struct reader *reader, struct pool *pool,
		       const struct export_job *job, int fd)
{
	unsigned char unit[ZVHD_UNIT];
	struct stat seen;
	int err;

	*reader = (struct reader){ .fd = fd, .comparison.disk = job->disk };
	if (fstat(fd, &seen) < 0)
		return -errno;
	reader->size = (uint64_t)seen.st_size;
	reader->room = 2 * ZVHD_BLOCK;
	reader->record = pool_alloc(pool, reader->room);
	reader->block = pool_alloc(pool, ZVHD_BLOCK);
	if (reader->size < 2 * ZVHD_UNIT || reader->size % ZVHD_UNIT)
		return -EBADMSG;
	err = read_at(reader, reader->size - ZVHD_UNIT, unit, sizeof(unit));
	if (!err)
		err = zvhd_head_get(&reader->head, unit);
	return err ? err : reader->head.size == job->disk->size ? 0 : -EBADMSG;
}

/* The record at AT: how long it is, and what is packed in it. */
static int read_record(struct reader *reader, uint64_t at, uint32_t *number,
		       struct bytes *packed)
{
	uint32_t size, len;
	int err = read_at(reader, at, reader->record, ZVHD_UNIT);

	if (err)
		return err;
	size = le32(reader->record + 12);
	len = size < ZVHD_BLOCK * 3 / 2 ? zvhd_record_bytes(size) : 0;
	if (memcmp(reader->record, "hwstream bg", 12) != 0 || !len)
		return -EBADMSG;
	err = read_at(reader, at, reader->record, len);
	if (!err && memcmp(reader->record + len - sizeof("end"), "end", 4) != 0)
		err = -EBADMSG;
	*number = le32(reader->record + 16);
	*packed = (struct bytes){ reader->record + ZVHD_RECORD_HEAD, size };
	return err;
}

/* Behind the end of the disk a block has zeroes. */
static int compare_block(struct reader *reader, uint32_t number)
{
	uint64_t from = (uint64_t)number * ZVHD_BLOCK;
	size_t len = ZVHD_BLOCK;

	if (from >= reader->head.size)
		return -EBADMSG;
	if (len > reader->head.size - from)
		len = (size_t)(reader->head.size - from);
	if (!all_zero(reader->block + len, ZVHD_BLOCK - len))
		return -EBADMSG;
	return compare_data(&reader->comparison, from, reader->block, len);
}

/* What the index says of the record that is the NTH. */
static int compare_indexed(struct reader *reader, uint32_t nth, uint32_t block)
{
	unsigned char entry[ZVHD_INDEX_ENTRY];
	uint32_t number = 0;
	struct bytes packed = { .len = 0 };
	int err = read_at(reader, reader->head.index + (uint64_t)nth * ZVHD_INDEX_ENTRY,
			  entry, sizeof(entry));

	if (!err)
		err = read_record(reader, le64(entry), &number, &packed);
	if (!err && (number != block || le32(entry + 8) != block ||
		     le32(entry + 12) != zvhd_record_bytes(packed.len)))
		err = -EBADMSG;
	if (!err)
		err = unpack_block(reader->head.pack, packed.data, packed.len,
				   reader->block, ZVHD_BLOCK);
	return err ? err : compare_block(reader, block);
}

static int compare_bitmap(struct reader *reader)
{
	unsigned char bits[ZVHD_BITMAP_SEGMENT];
	uint32_t nth = 0;
	int err = 0;

	for (uint64_t b = 0; !err && b < reader->head.blocks; b++) {
		uint64_t within = b % (8 * sizeof(bits));

		if (within == 0)
			err = read_at(reader, reader->head.bitmap + b / 8, bits,
				      sizeof(bits));
		if (!err && bits[within / 8] & 1 << within % 8)
			err = nth < reader->head.stored
				      ? compare_indexed(reader, nth++, (uint32_t)b)
				      : -EBADMSG;
	}
	if (!err && nth != reader->head.stored)
		err = -EBADMSG;
	return err ? err : compare_end(&reader->comparison);
}

int zvhd2_verify(const struct export_job *job, int fd)
{
	struct pool *pool = pool_new();
	struct reader reader;
	int err = reader_open(&reader, pool, job, fd);

	if (!err && (!reader.head.is_zvhd2 || !reader.head.bitmap))
		err = -EBADMSG;
	if (!err)
		err = compare_bitmap(&reader);
	pool_free(pool);
	return err;
}

/* The next 2 MiB of the one stream, from what one record holds of it. */
static int inflate_block(z_stream *zlib, struct bytes packed, unsigned char *block)
{
	int got;

	zlib->next_in = (unsigned char *)(uintptr_t)packed.data;
	zlib->avail_in = (unsigned)packed.len;
	zlib->next_out = block;
	zlib->avail_out = ZVHD_BLOCK;
	got = inflate(zlib, Z_SYNC_FLUSH);
	/* The end of what was flushed is behind the last byte. */
	if (got == Z_OK && zlib->avail_out == 0 && zlib->avail_in > 0)
		got = inflate(zlib, Z_SYNC_FLUSH);
	return (got == Z_OK || got == Z_BUF_ERROR) && !zlib->avail_in && !zlib->avail_out
		       ? 0
		       : -EBADMSG;
}

static int compare_stream(struct reader *reader, z_stream *zlib)
{
	uint64_t at = ZVHD_UNIT, end = reader->size - ZVHD_UNIT;
	int err = 0;

	while (!err && at < end) {
		struct bytes packed = { .len = 0 };
		uint32_t number = 0;

		err = read_record(reader, at, &number, &packed);
		if (!err)
			err = inflate_block(zlib, packed, reader->block);
		if (!err)
			err = compare_block(reader, number);
		at += zvhd_record_bytes(packed.len);
	}
	return err ? err : compare_end(&reader->comparison);
}

int zvhd_verify(const struct export_job *job, int fd)
{
	struct pool *pool = pool_new();
	struct reader reader;
	z_stream zlib = { 0 };
	int err = reader_open(&reader, pool, job, fd);

	if (!err && (reader.head.is_zvhd2 || inflateInit(&zlib) != Z_OK))
		err = -EBADMSG;
	if (!err)
		err = compare_stream(&reader, &zlib);
	(void)inflateEnd(&zlib);
	pool_free(pool);
	return err;
}
