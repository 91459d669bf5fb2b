/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "format/deflate.h"

#include <lz4.h>
#include <lz4hc.h>
#include <zlib.h>

enum {
	LZ4_BLOCK = 8 << 20,
	WINDOW = 1 << 18,
	GZIP = 16,
	LEVEL = 6, /* 9 takes four times as long for two percent: tables of modules repeat
		    */
};

/* One call of deflate(3) for each window of output; the input goes in a GiB at a time. */
static int pump(z_stream *stream, struct bytes *in, struct buf *out,
		unsigned char *window)
{
	int flush, code;

	if (stream->avail_in == 0) {
		struct bytes part = bytes_slice(*in, 0, 1 << 30);

		stream->next_in = (unsigned char *)(uintptr_t)part.data;
		stream->avail_in = (uInt)part.len;
		*in = bytes_slice(*in, part.len, SIZE_MAX);
	}
	flush = in->len ? Z_NO_FLUSH : Z_FINISH;
	stream->next_out = window;
	stream->avail_out = WINDOW;
	code = deflate(stream, flush);
	buf_add(out, (struct bytes){ window, WINDOW - stream->avail_out });
	return code;
}

struct bytes deflate_gzip(struct pool *pool, struct bytes in)
{
	struct pool *work = pool_new();
	unsigned char *window = pool_alloc(work, WINDOW);
	struct buf out = { .pool = work };
	z_stream stream = { 0 };
	struct bytes made = { 0 };

	if (deflateInit2(&stream, LEVEL, Z_DEFLATED, GZIP + MAX_WBITS, MAX_MEM_LEVEL,
			 Z_DEFAULT_STRATEGY) == Z_OK) {
		int code;

		do
			code = pump(&stream, &in, &out, window);
		while (code == Z_OK);
		(void)deflateEnd(&stream);
		if (code == Z_STREAM_END)
			made = bytes_copy(pool, buf_bytes(&out));
	}
	pool_free(work);
	return made;
}

struct bytes deflate_lz4_legacy(struct pool *pool, struct bytes in)
{
	struct pool *work = pool_new();
	char *block = pool_alloc(work, LZ4_COMPRESSBOUND(LZ4_BLOCK));
	struct buf out = { .pool = pool };

	buf_add(&out, (struct bytes){ (const unsigned char *)"\x02\x21\x4c\x18", 4 });
	while (in.len) {
		struct bytes part = bytes_slice(in, 0, LZ4_BLOCK);
		unsigned char len[4];
		int packed = LZ4_compress_HC((const char *)part.data, block,
					     (int)part.len, LZ4_COMPRESSBOUND(LZ4_BLOCK),
					     LZ4HC_CLEVEL_DEFAULT);

		put_le32(len, (uint32_t)packed);
		buf_add(&out, (struct bytes){ len, 4 });
		buf_add(&out, (struct bytes){ (unsigned char *)block, (size_t)packed });
		in = bytes_slice(in, part.len, SIZE_MAX);
	}
	pool_free(work);
	return buf_bytes(&out);
}
