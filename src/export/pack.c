/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "export/pack.h"

#include <errno.h>
#include <zlib.h>
#include <zstd.h>

#include "base/pool.h"

enum { MEMORY_LEVEL = 8 /* zlib's default */ };

struct packer {
	struct pool *pool;
	enum pack_kind kind;
	int level;
	ZSTD_CCtx *zstd;
	z_stream zlib;
};

struct packer *packer_new(enum pack_kind kind, int level)
{
	struct pool *pool = pool_new();
	struct packer *packer = pool_alloc(pool, sizeof(*packer));
	int bits = kind == PACK_ZLIB ? MAX_WBITS : -MAX_WBITS;

	packer->pool = pool;
	packer->kind = kind;
	packer->level = level;
	if (kind == PACK_ZSTD)
		packer->zstd = ZSTD_createCCtx();
	if (kind == PACK_ZSTD ? packer->zstd != NULL
			      : deflateInit2(&packer->zlib, level, Z_DEFLATED, bits,
					     MEMORY_LEVEL, Z_DEFAULT_STRATEGY) == Z_OK)
		return packer;
	pool_free(pool);
	return NULL;
}

void packer_free(struct packer *packer)
{
	if (packer->kind == PACK_ZSTD)
		(void)ZSTD_freeCCtx(packer->zstd);
	else
		(void)deflateEnd(&packer->zlib);
	pool_free(packer->pool);
}

size_t pack_bound(enum pack_kind kind, size_t size)
{
	/* The empty stored block takes five bytes more, and some bits. */
	return kind == PACK_ZSTD ? ZSTD_compressBound(size) : compressBound(size) + 16;
}

static int pack_zstd(struct packer *packer, const unsigned char *in, size_t len,
		     unsigned char *out, size_t room, size_t *out_len)
{
	size_t got = ZSTD_compressCCtx(packer->zstd, out, room, in, len, packer->level);

	if (ZSTD_isError(got))
		return -ENOMEM;
	*out_len = got;
	return 0;
}

int pack(struct packer *packer, const unsigned char *in, size_t len, unsigned char *out,
	 size_t room, size_t *out_len)
{
	z_stream *zlib = &packer->zlib;
	int flush = packer->kind == PACK_ZLIB ? Z_FINISH : Z_SYNC_FLUSH;
	int end = packer->kind == PACK_ZLIB ? Z_STREAM_END : Z_OK, got;

	if (packer->kind == PACK_ZSTD)
		return pack_zstd(packer, in, len, out, room, out_len);
	if (deflateReset(zlib) != Z_OK)
		return -EIO;
	zlib->next_in = (unsigned char *)(uintptr_t)in;
	zlib->avail_in = (unsigned)len;
	zlib->next_out = out;
	zlib->avail_out = (unsigned)room;
	got = deflate(zlib, flush);
	if (got != end || zlib->avail_in || !zlib->avail_out)
		return -EIO;
	*out_len = room - zlib->avail_out;
	return 0;
}

int unpack_block(enum pack_kind kind, const unsigned char *in, size_t in_len,
		 unsigned char *out, size_t len)
{
	uLongf got = len;

	if (kind == PACK_ZSTD)
		return ZSTD_decompress(out, len, in, in_len) == len ? 0 : -EBADMSG;
	return uncompress(out, &got, in, in_len) == Z_OK && got == len ? 0 : -EBADMSG;
}
