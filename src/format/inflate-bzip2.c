/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <bzlib.h>
#include <errno.h>

#include "format/inflate-internal.h"

static int status(int code)
{
	switch (code) {
	case BZ_OK:
	case BZ_STREAM_END:
		return 0;
	case BZ_MEM_ERROR:
		return -EOPNOTSUPP;
	default:
		return -EBADMSG;
	}
}

static int pump(struct inflate_job *job, bz_stream *stream)
{
	int code, err;

	do {
		struct bytes in = inflate_rest(job);
		size_t produced;

		stream->next_in = (char *)(uintptr_t)in.data;
		stream->avail_in = (unsigned)in.len;
		stream->next_out = (char *)job->window;
		stream->avail_out = INFLATE_WINDOW;
		code = BZ2_bzDecompress(stream);
		job->used += in.len - stream->avail_in;
		produced = INFLATE_WINDOW - stream->avail_out;
		err = inflate_emit(job, job->window, produced);
		if (!err)
			err = status(code);
		/* Short of input, bzip2 says BZ_OK for ever. */
		if (!err && code == BZ_OK && stream->avail_in == in.len && produced == 0)
			err = -ENODATA;
	} while (!err && code != BZ_STREAM_END);
	return err;
}

static int run(struct inflate_job *job)
{
	bz_stream stream = { 0 };
	int err;

	if (BZ2_bzDecompressInit(&stream, 0, 0) != BZ_OK)
		return -EOPNOTSUPP;
	err = pump(job, &stream);
	(void)BZ2_bzDecompressEnd(&stream);
	return err;
}

const struct inflate_format inflate_bzip2 = {
	.name = "bzip2",
	.magic = "BZh",
	.magic_len = 3,
	.run = run,
};
