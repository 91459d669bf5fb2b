/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A sparse tar.gz read back, from its first byte to its last. */
#include <errno.h>
#include <string.h>
#include <unistd.h>
#include <zlib.h>

#include "base/bytes.h"
#include "export/compare.h"
#include "export/tarhead.h"
#include "export/writer.h"

enum { PART = 1 << 18, GZIP_WINDOW = 15 + 16, RANGES_MAX = 2 << 20 };

struct reader {
	int fd;
	z_stream zlib;
	bool ended;
	unsigned char in[PART];
};

/* Something to inflate. */
static int refill(struct reader *reader)
{
	ssize_t n;

	if (reader->zlib.avail_in)
		return 0;
	n = read(reader->fd, reader->in, sizeof(reader->in));
	if (n <= 0)
		return n < 0 ? -errno : -EBADMSG;
	reader->zlib.next_in = reader->in;
	reader->zlib.avail_in = (unsigned)n;
	return 0;
}

/* Exactly LEN bytes of what is packed. */
static int take(struct reader *reader, unsigned char *to, size_t len)
{
	z_stream *zlib = &reader->zlib;

	zlib->next_out = to;
	zlib->avail_out = (unsigned)len;
	while (zlib->avail_out > 0) {
		int err, got;

		if (reader->ended)
			return -EBADMSG;
		err = refill(reader);
		if (err)
			return err;
		got = inflate(zlib, Z_NO_FLUSH);
		reader->ended = got == Z_STREAM_END;
		if (got != Z_OK && got != Z_STREAM_END)
			return -EBADMSG;
	}
	return 0;
}

/* Zeroes up to the end of the member, which is the end of the file. */
static int take_end(struct reader *reader)
{
	unsigned char rest[TAR_BLOCK];
	z_stream *zlib = &reader->zlib;

	while (!reader->ended) {
		int err = refill(reader), got;

		if (err)
			return err;
		zlib->next_out = rest;
		zlib->avail_out = sizeof(rest);
		got = inflate(zlib, Z_NO_FLUSH);
		reader->ended = got == Z_STREAM_END;
		if ((got != Z_OK && got != Z_STREAM_END) ||
		    !all_zero(rest, sizeof(rest) - zlib->avail_out))
			return -EBADMSG;
	}
	return zlib->avail_in || read(reader->fd, rest, 1) != 0 ? -EBADMSG : 0;
}

/* Octal digits, or base 256 where the highest bit is set. */
static uint64_t number_at(const unsigned char *from)
{
	uint64_t number = 0;

	if (from[0] & 0x80) {
		for (int i = 4; i < TAR_NUMBER; i++)
			number = number << 8 | from[i];
		return number;
	}
	for (int i = 0; i < TAR_NUMBER && from[i] >= '0' && from[i] <= '7'; i++)
		number = number << 3 | (uint64_t)(from[i] - '0');
	return number;
}

/* Adds pairs of BLOCK to MAP up to the first that is not there. */
static void take_pairs(struct buf *map, const unsigned char *block, int count)
{
	for (int i = 0; i < count && block[0]; i++, block += 2 * TAR_NUMBER) {
		uint64_t pair[] = { number_at(block), number_at(block + TAR_NUMBER) };

		buf_add(map, (struct bytes){ (unsigned char *)pair, sizeof(pair) });
	}
}

static int take_head(struct reader *reader, const struct export_disk *disk,
		     struct buf *map, uint64_t *stored)
{
	unsigned char head[TAR_BLOCK], sum[TAR_BLOCK];
	bool more;
	int err = take(reader, head, sizeof(head));

	if (err)
		return err;
	memcpy(sum, head, sizeof(sum));
	tarhead_sum(sum);
	if (memcmp(sum, head, sizeof(sum)) != 0 || head[156] != 'S' ||
	    strncmp((char *)head, "disk.raw", 100) != 0 ||
	    number_at(head + TAR_SPARSE_REAL_AT) != disk->size)
		return -EBADMSG;
	*stored = number_at(head + 124);
	take_pairs(map, head + TAR_SPARSE_AT, TAR_SPARSE_IN_HEAD);
	more = head[TAR_SPARSE_MORE_AT];
	while (!err && more && map->len < RANGES_MAX * sizeof(uint64_t[2])) {
		err = take(reader, head, sizeof(head));
		take_pairs(map, head, TAR_SPARSE_IN_BLOCK);
		more = head[TAR_SPARSE_BLOCK_MORE_AT];
	}
	return err ? err : more ? -EBADMSG : 0;
}

static int compare_range(struct reader *reader, struct comparison *comparison,
			 uint64_t from, uint64_t len)
{
	unsigned char data[PART];
	int err = 0;

	if (from > comparison->disk->size || len > comparison->disk->size - from)
		return -EBADMSG;
	while (!err && len > 0) {
		size_t part = len < sizeof(data) ? (size_t)len : sizeof(data);

		err = take(reader, data, part);
		if (!err)
			err = compare_data(comparison, from, data, part);
		from += part;
		len -= part;
	}
	return err;
}

static int compare(struct reader *reader, struct pool *pool,
		   const struct export_disk *disk)
{
	struct comparison comparison = { .disk = disk };
	struct buf map = { .pool = pool };
	unsigned char padding[TAR_BLOCK];
	uint64_t stored, sum = 0;
	int err = take_head(reader, disk, &map, &stored);

	for (size_t at = 0; !err && at < map.len; at += 2 * sizeof(uint64_t)) {
		uint64_t pair[2];

		memcpy(pair, map.data + at, sizeof(pair));
		err = compare_range(reader, &comparison, pair[0], pair[1]);
		sum += pair[1];
	}
	if (!err && sum != stored)
		err = -EBADMSG;
	if (!err)
		err = take(reader, padding, (TAR_BLOCK - stored % TAR_BLOCK) % TAR_BLOCK);
	if (!err)
		err = take_end(reader);
	return err ? err : compare_end(&comparison);
}

int rawtar_verify(const struct export_job *job, int fd)
{
	struct pool *pool = pool_new();
	struct reader *reader = pool_alloc(pool, sizeof(*reader));
	int err = -ENOMEM;

	reader->fd = fd;
	if (lseek(fd, 0, SEEK_SET) < 0)
		err = -errno;
	else if (inflateInit2(&reader->zlib, GZIP_WINDOW) == Z_OK)
		err = compare(reader, pool, job->disk);
	(void)inflateEnd(&reader->zlib);
	pool_free(pool);
	return err;
}
