/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "format/inflate.h"

#include <errno.h>
#include <string.h>

#include "format/inflate-internal.h"

static const struct inflate_format *const formats[] = {
	[INFLATE_GZIP] = &inflate_gzip,   [INFLATE_XZ] = &inflate_xz,
	[INFLATE_LZMA] = &inflate_lzma,   [INFLATE_ZSTD] = &inflate_zstd,
	[INFLATE_BZIP2] = &inflate_bzip2, [INFLATE_LZ4_LEGACY] = &inflate_lz4_legacy,
	[INFLATE_LZ4] = &inflate_lz4,     [INFLATE_LZO] = &inflate_lzo,
};

enum { KINDS = sizeof(formats) / sizeof(formats[0]) };

enum inflate_kind inflate_sniff(struct bytes in)
{
	for (int kind = INFLATE_NONE + 1; kind < KINDS; kind++) {
		const struct inflate_format *format = formats[kind];

		if (in.len >= format->magic_len &&
		    memcmp(in.data, format->magic, format->magic_len) == 0)
			return (enum inflate_kind)kind;
	}
	return INFLATE_NONE;
}

const char *inflate_name(enum inflate_kind kind)
{
	if (kind <= INFLATE_NONE || (int)kind >= KINDS)
		return "none";
	return formats[kind]->name;
}

struct bytes inflate_rest(const struct inflate_job *job)
{
	return bytes_slice(job->in, job->used, INFLATE_FEED);
}

int inflate_emit(struct inflate_job *job, const unsigned char *data, size_t len)
{
	size_t pass = len < job->left ? len : (size_t)job->left;
	int err;

	if (pass > 0) {
		job->left -= pass;
		err = job->sink(job->ctx, (struct bytes){ data, pass });
		if (err)
			return err;
	}
	return pass < len ? -EFBIG : 0;
}

int inflate_stream(struct bytes in, size_t *consumed, uint64_t limit, inflate_sink *sink,
		   void *ctx)
{
	enum inflate_kind kind = inflate_sniff(in);
	struct inflate_job job = { .in = in, .left = limit, .sink = sink, .ctx = ctx };
	int err;

	*consumed = 0;
	if (kind == INFLATE_NONE)
		return -EMEDIUMTYPE;
	job.pool = pool_new();
	job.window = pool_alloc(job.pool, INFLATE_WINDOW);
	err = formats[kind]->run(&job);
	*consumed = job.used;
	pool_free(job.pool);
	return err;
}

static int add_to_buf(void *ctx, struct bytes chunk)
{
	buf_add(ctx, chunk);
	return 0;
}

int inflate_bytes(struct pool *pool, struct bytes in, uint64_t limit, struct bytes *out)
{
	struct buf buf = { .pool = pool };
	size_t consumed;
	int err = inflate_stream(in, &consumed, limit, add_to_buf, &buf);

	*out = buf_bytes(&buf);
	return err;
}
