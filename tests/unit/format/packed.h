/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Samples of every compressed format, made with the libraries themselves.
 */
#pragma once

#include <bzlib.h>
#include <lz4frame.h>
#include <lzma.h>
#include <stdlib.h>
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
	default:
		return in;
	}
	return (struct bytes){ out, len };
}
