/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Samples of every compressed format, made with the libraries themselves.
 */
#pragma once

#include <bzlib.h>
#include <lz4frame.h>
#include <lzma.h>
#include <lzo/lzo1x.h>
#include <stdlib.h>
#include <string.h>
#include <zstd.h>

#include "format/deflate.h"
#include "format/inflate.h"

static inline size_t packed_lzma(struct bytes in, unsigned char *out, size_t room)
{
	lzma_stream stream = LZMA_STREAM_INIT;
	lzma_options_lzma options;

	if (lzma_lzma_preset(&options, 0) || lzma_alone_encoder(&stream, &options))
		abort();
	stream.next_in = in.data;
	stream.avail_in = in.len;
	stream.next_out = out;
	stream.avail_out = room;
	if (lzma_code(&stream, LZMA_FINISH) != LZMA_STREAM_END)
		abort();
	lzma_end(&stream);
	return room - stream.avail_out;
}

static inline void put_be32(struct buf *buf, uint32_t value)
{
	unsigned char bytes[] = { (unsigned char)(value >> 24),
				  (unsigned char)(value >> 16),
				  (unsigned char)(value >> 8), (unsigned char)value };

	buf_add(buf, (struct bytes){ bytes, sizeof(bytes) });
}

enum { LZOP_BLOCK = 256 << 10 };

/* A block as lzop writes it, with the sum of its plain content. */
static inline void lzop_block(struct buf *out, struct bytes in)
{
	unsigned char *packed = pool_alloc(out->pool, in.len + in.len / 16 + 67);
	void *work = pool_alloc(out->pool, LZO1X_1_MEM_COMPRESS);
	lzo_uint len;

	if (lzo1x_1_compress(in.data, in.len, packed, &len, work) != LZO_E_OK)
		abort();
	if (len >= in.len) {
		memcpy(packed, in.data, in.len);
		len = in.len;
	}
	put_be32(out, (uint32_t)in.len);
	put_be32(out, (uint32_t)len);
	put_be32(out, lzo_adler32(1, in.data, in.len));
	buf_add(out, (struct bytes){ packed, len });
}

/* Magic and header of a file of lzop 1.04 that has FLAGS and is called "x". */
static inline struct buf lzop_header(struct pool *pool, uint32_t flags)
{
	struct buf out = { .pool = pool }, fields = { .pool = pool };

	if (lzo_init() != LZO_E_OK)
		abort();
	buf_add(&fields, (struct bytes){ (const unsigned char *)"\x10\x40\x20\xa0"
								"\x09\x40\x01\x05",
					 8 });
	put_be32(&fields, flags);
	buf_fill(&fields, 0, 12);
	buf_add(&fields, (struct bytes){ (const unsigned char *)"\x01x", 2 });
	buf_add(&out, (struct bytes){ (const unsigned char *)"\x89LZO\0\r\n\x1a\n", 9 });
	buf_add(&out, buf_bytes(&fields));
	put_be32(&out, lzo_adler32(1, fields.data, fields.len));
	return out;
}

static inline struct bytes packed_lzo(struct pool *pool, struct bytes in)
{
	struct buf out = lzop_header(pool, 1);

	for (size_t at = 0; at < in.len; at += LZOP_BLOCK)
		lzop_block(&out, bytes_slice(in, at, LZOP_BLOCK));
	put_be32(&out, 0);
	return buf_bytes(&out);
}

static inline struct bytes packed(struct pool *pool, enum inflate_kind kind,
				  struct bytes in)
{
	size_t room = in.len + in.len / 8 + 4096, len = 0;
	unsigned char *out = pool_alloc(pool, room);
	unsigned narrow = (unsigned)room;

	switch (kind) {
	case INFLATE_GZIP:
		return deflate_gzip(pool, in);
	case INFLATE_LZ4_LEGACY:
		return deflate_lz4_legacy(pool, in);
	case INFLATE_XZ:
		if (lzma_easy_buffer_encode(0, LZMA_CHECK_CRC32, NULL, in.data, in.len,
					    out, &len, room) != LZMA_OK)
			abort();
		break;
	case INFLATE_LZMA:
		len = packed_lzma(in, out, room);
		break;
	case INFLATE_ZSTD:
		len = ZSTD_compress(out, room, in.data, in.len, 3);
		break;
	case INFLATE_BZIP2:
		if (BZ2_bzBuffToBuffCompress((char *)out, &narrow,
					     (char *)(uintptr_t)in.data, (unsigned)in.len,
					     1, 0, 0) != BZ_OK)
			abort();
		len = narrow;
		break;
	case INFLATE_LZ4:
		len = LZ4F_compressFrame(out, room, in.data, in.len, NULL);
		break;
	case INFLATE_LZO:
		return packed_lzo(pool, in);
	default:
		return in;
	}
	return (struct bytes){ out, len };
}
