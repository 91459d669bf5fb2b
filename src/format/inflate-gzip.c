/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <errno.h>
#include <zlib.h>

#include "format/inflate-internal.h"

static int status(int code)
{
	switch (code) {
	case Z_OK:
	case Z_STREAM_END:
		return 0;
	case Z_BUF_ERROR:
		return -ENODATA;
	case Z_MEM_ERROR:
		return -EOPNOTSUPP;
	default:
		return -EBADMSG;
	}
}

static int pump(struct inflate_job *job, z_stream *stream)
{
	int code, err;

	do {
		struct bytes in = inflate_rest(job);

		stream->next_in = (unsigned char *)(uintptr_t)in.data;
		stream->avail_in = (uInt)in.len;
		stream->next_out = job->window;
		stream->avail_out = INFLATE_WINDOW;
		code = inflate(stream, Z_NO_FLUSH);
		job->used += in.len - stream->avail_in;
		err = inflate_emit(job, job->window, INFLATE_WINDOW - stream->avail_out);
		if (!err)
			err = status(code);
	} while (!err && code != Z_STREAM_END);
	return err;
}

static int run(struct inflate_job *job)
{
	z_stream stream = { 0 };
	int err;

	if (inflateInit2(&stream, 16 + MAX_WBITS) != Z_OK)
		return -EOPNOTSUPP;
	err = pump(job, &stream);
	(void)inflateEnd(&stream);
	return err;
}

const struct inflate_format inflate_gzip = {
	.name = "gzip",
	.magic = "\x1f\x8b\x08",
	.magic_len = 3,
	.run = run,
};
