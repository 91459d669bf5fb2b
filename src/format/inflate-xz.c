/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Both formats of liblzma: .xz, and .lzma, which it calls "alone". */
#include <errno.h>
#include <lzma.h>

#include "format/inflate-internal.h"

static int status(lzma_ret code)
{
	switch (code) {
	case LZMA_OK:
	case LZMA_STREAM_END:
		return 0;
	case LZMA_BUF_ERROR:
		return -ENODATA;
	case LZMA_MEM_ERROR:
	case LZMA_MEMLIMIT_ERROR:
	case LZMA_OPTIONS_ERROR:
		return -EOPNOTSUPP;
	default:
		return -EBADMSG;
	}
}

static int pump(struct inflate_job *job, lzma_stream *stream)
{
	lzma_ret code;
	int err;

	do {
		struct bytes in = inflate_rest(job);

		stream->next_in = in.data;
		stream->avail_in = in.len;
		stream->next_out = job->window;
		stream->avail_out = INFLATE_WINDOW;
		code = lzma_code(stream, LZMA_RUN);
		job->used += in.len - stream->avail_in;
		err = inflate_emit(job, job->window, INFLATE_WINDOW - stream->avail_out);
		if (!err)
			err = status(code);
	} while (!err && code != LZMA_STREAM_END);
	lzma_end(stream);
	return err;
}

static int run_xz(struct inflate_job *job)
{
	lzma_stream stream = LZMA_STREAM_INIT;

	if (lzma_stream_decoder(&stream, INFLATE_MEMORY, 0) != LZMA_OK)
		return -EOPNOTSUPP;
	return pump(job, &stream);
}

static int run_lzma(struct inflate_job *job)
{
	lzma_stream stream = LZMA_STREAM_INIT;

	if (lzma_alone_decoder(&stream, INFLATE_MEMORY) != LZMA_OK)
		return -EOPNOTSUPP;
	return pump(job, &stream);
}

const struct inflate_format inflate_xz = {
	.name = "xz",
	.magic = "\xfd"
		 "7zXZ\0",
	.magic_len = 6,
	.run = run_xz,
};

const struct inflate_format inflate_lzma = {
	.name = "lzma",
	.magic = "\x5d\0\0",
	.magic_len = 3,
	.run = run_lzma,
};
