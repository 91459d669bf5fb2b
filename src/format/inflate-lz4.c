/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Two formats: the legacy frame (magic, then blocks of a length and at most 8 MiB when
 * inflated: doc/lz4_Frame_format.md of lz4), which has no end mark, and the modern one.
 */
#include <errno.h>
#include <lz4.h>
#include <lz4frame.h>

#include "format/inflate-internal.h"

enum { LEGACY_BLOCK = 8 << 20, LEGACY_MAGIC = 0x184c2102 };

static int legacy_block(struct inflate_job *job, size_t len, unsigned char *block)
{
	struct bytes in = bytes_slice(job->in, job->used + 4, len);
	int produced;

	if (in.len < len)
		return -ENODATA;
	produced = LZ4_decompress_safe((const char *)in.data, (char *)block, (int)len,
				       LEGACY_BLOCK);
	if (produced < 0)
		return -EBADMSG;
	job->used += 4 + len;
	return inflate_emit(job, block, (size_t)produced);
}

/*
 * As the kernel's unlz4() does: the frame goes on until the input ends or a length of
 * zero; a magic number in place of a length starts a joined frame.
 */
static int run_legacy(struct inflate_job *job)
{
	unsigned char *block = pool_alloc(job->pool, LEGACY_BLOCK);
	int err = 0;

	while (!err && job->in.len - job->used >= 4) {
		uint32_t len = le32(job->in.data + job->used);

		if (len == 0)
			break;
		if (len == LEGACY_MAGIC)
			job->used += 4;
		else if (len > LZ4_COMPRESSBOUND(LEGACY_BLOCK))
			err = -EBADMSG;
		else
			err = legacy_block(job, len, block);
	}
	return err;
}

static int pump(struct inflate_job *job, LZ4F_dctx *stream)
{
	size_t code, consumed, produced;
	int err;

	do {
		struct bytes in = inflate_rest(job);

		consumed = in.len;
		produced = INFLATE_WINDOW;
		code = LZ4F_decompress(stream, job->window, &produced, in.data, &consumed,
				       NULL);
		if (LZ4F_isError(code))
			return -EBADMSG;
		job->used += consumed;
		err = inflate_emit(job, job->window, produced);
		if (!err && code != 0 && consumed == 0 && produced == 0)
			err = -ENODATA;
	} while (!err && code != 0);
	return err;
}

static int run(struct inflate_job *job)
{
	LZ4F_dctx *stream;
	int err;

	if (LZ4F_isError(LZ4F_createDecompressionContext(&stream, LZ4F_VERSION)))
		return -EOPNOTSUPP;
	err = pump(job, stream);
	(void)LZ4F_freeDecompressionContext(stream);
	return err;
}

const struct inflate_format inflate_lz4_legacy = {
	.name = "lz4-legacy",
	.magic = "\x02\x21\x4c\x18",
	.magic_len = 4,
	.run = run_legacy,
};

const struct inflate_format inflate_lz4 = {
	.name = "lz4",
	.magic = "\x04\x22\x4d\x18",
	.magic_len = 4,
	.run = run,
};
