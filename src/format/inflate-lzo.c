/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The files of lzop(1): a header, blocks of at most 256 kB when inflated, a length of
 * zero.  All numbers are big-endian.  The layout is that of lzop's own header.h; how much
 * of it the kernel takes is in its lib/decompress_unlzo.c.
 */
#include <errno.h>
#include <lzo/lzo1x.h>

#include "format/inflate-internal.h"

enum {
	VERSION_LONG = 0x0940, /* headers from this version on have more fields */
	BLOCK_MAX = 256 << 10, /* LZO_BLOCK_SIZE of the kernel */
};

enum flags {
	ADLER32_PLAIN = 1 << 0,
	ADLER32_PACKED = 1 << 1,
	CRC32_PLAIN = 1 << 8,
	CRC32_PACKED = 1 << 9,
	HEADER_EXTRA = 1 << 6,
	HEADER_FILTER = 1 << 11,
	HEADER_CRC32 = 1 << 12,
};

/* What is left of the input, taken number by number; short is set where it ends. */
struct cursor {
	struct inflate_job *job;
	bool is_short;
};

static uint32_t take(struct cursor *cursor, size_t len)
{
	struct bytes in = bytes_slice(cursor->job->in, cursor->job->used, len);
	uint32_t value = 0;

	if (in.len < len) {
		cursor->is_short = true;
		return 0;
	}
	for (size_t i = 0; i < len; i++)
		value = value << 8 | in.data[i];
	cursor->job->used += len;
	return value;
}

static struct bytes take_bytes(struct cursor *cursor, size_t len)
{
	struct bytes in = bytes_slice(cursor->job->in, cursor->job->used, len);

	cursor->is_short |= in.len < len;
	cursor->job->used += in.len;
	return in;
}

static bool sum_is(uint32_t sum, struct bytes data, uint32_t wanted)
{
	return (sum == 1 ? lzo_adler32(1, data.data, data.len)
			 : lzo_crc32(0, data.data, data.len)) == wanted;
}

/* The fields up to the file's name, which the header's sum covers. */
static void read_fields(struct cursor *cursor, uint32_t *method, uint32_t *flags)
{
	uint32_t version = take(cursor, 2);

	(void)take(cursor, version >= VERSION_LONG ? 4 : 2);
	*method = take(cursor, 1);
	if (version >= VERSION_LONG)
		(void)take(cursor, 1);
	*flags = take(cursor, 4);
	if (*flags & HEADER_FILTER)
		(void)take(cursor, 4);
	(void)take_bytes(cursor, version >= VERSION_LONG ? 12 : 8);
	(void)take_bytes(cursor, take(cursor, 1));
}

static int read_header(struct cursor *cursor, uint32_t *flags)
{
	struct inflate_job *job = cursor->job;
	size_t start = job->used += inflate_lzo.magic_len;
	uint32_t method, sum;
	struct bytes header;

	read_fields(cursor, &method, flags);
	header = bytes_slice(job->in, start, job->used - start);
	sum = take(cursor, 4);
	if (cursor->is_short)
		return -ENODATA;
	if (!sum_is(*flags & HEADER_CRC32 ? 0 : 1, header, sum))
		return -EBADMSG;
	/* LZO1X-1, LZO1X-1(15), LZO1X-999: one decoder; a filter is not undone here. */
	if (method < 1 || method > 3 || *flags & HEADER_FILTER)
		return -EOPNOTSUPP;
	if (*flags & HEADER_EXTRA) {
		(void)take_bytes(cursor, take(cursor, 4));
		(void)take(cursor, 4);
	}
	return cursor->is_short ? -ENODATA : 0;
}

/* The kernel knows nothing of the flags: one sum, of the plain data, is what it skips. */
static bool kernel_takes(uint32_t flags)
{
	return !(flags & (ADLER32_PACKED | CRC32_PACKED)) &&
	       !(flags & ADLER32_PLAIN) != !(flags & CRC32_PLAIN);
}

/* One block; *LEN is 0 behind the last. */
static int read_block(struct cursor *cursor, uint32_t flags, uint32_t *len)
{
	struct inflate_job *job = cursor->job;
	uint32_t packed_len, sum;
	struct bytes packed, plain;
	lzo_uint made = BLOCK_MAX;

	*len = take(cursor, 4);
	if (*len == 0)
		return cursor->is_short ? -ENODATA : 0;
	packed_len = take(cursor, 4);
	sum = take(cursor, 4);
	if (cursor->is_short)
		return -ENODATA;
	if (*len > BLOCK_MAX || packed_len == 0 || packed_len > *len)
		return -EBADMSG;
	packed = take_bytes(cursor, packed_len);
	if (cursor->is_short)
		return -ENODATA;
	plain = packed;
	if (packed_len < *len) {
		if (lzo1x_decompress_safe(packed.data, packed.len, job->window, &made,
					  NULL) != LZO_E_OK ||
		    made != *len)
			return -EBADMSG;
		plain = (struct bytes){ job->window, made };
	}
	if (!sum_is(flags & ADLER32_PLAIN ? 1 : 0, plain, sum))
		return -EBADMSG;
	return inflate_emit(job, plain.data, plain.len);
}

static int run(struct inflate_job *job)
{
	struct cursor cursor = { .job = job };
	uint32_t flags = 0, len = 1;
	int err = lzo_init() == LZO_E_OK ? read_header(&cursor, &flags) : -EOPNOTSUPP;

	if (!err && !kernel_takes(flags))
		err = -EOPNOTSUPP;
	while (!err && len > 0)
		err = read_block(&cursor, flags, &len);
	return err;
}

const struct inflate_format inflate_lzo = {
	.name = "lzo",
	.magic = "\x89LZO\0\r\n\x1a\n",
	.magic_len = 9,
	.run = run,
};
