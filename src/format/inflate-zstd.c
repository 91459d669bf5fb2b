/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <errno.h>
#include <zstd.h>
#include <zstd_errors.h>

#include "format/inflate-internal.h"

enum { WINDOW_LOG_MAX = 27 }; /* as the kernel's ZSTD_WINDOWSIZE_MAX */

static int status(size_t code)
{
	switch (ZSTD_getErrorCode(code)) {
	case ZSTD_error_no_error:
		return 0;
	case ZSTD_error_memory_allocation:
	case ZSTD_error_frameParameter_windowTooLarge:
	case ZSTD_error_frameParameter_unsupported:
	case ZSTD_error_dictionary_wrong:
		return -EOPNOTSUPP;
	default:
		return -EBADMSG;
	}
}

static int pump(struct inflate_job *job, ZSTD_DStream *stream)
{
	size_t code;
	int err;

	do {
		struct bytes rest = inflate_rest(job);
		ZSTD_inBuffer in = { rest.data, rest.len, 0 };
		ZSTD_outBuffer out = { job->window, INFLATE_WINDOW, 0 };

		code = ZSTD_decompressStream(stream, &out, &in);
		job->used += in.pos;
		err = inflate_emit(job, job->window, out.pos);
		if (!err)
			err = status(code);
		if (!err && code != 0 && in.pos == 0 && out.pos == 0)
			err = -ENODATA;
	} while (!err && code != 0);
	return err;
}

static int run(struct inflate_job *job)
{
	ZSTD_DStream *stream = ZSTD_createDStream();
	int err;

	if (!stream)
		return -EOPNOTSUPP;
	(void)ZSTD_DCtx_setParameter(stream, ZSTD_d_windowLogMax, WINDOW_LOG_MAX);
	err = pump(job, stream);
	(void)ZSTD_freeDStream(stream);
	return err;
}

const struct inflate_format inflate_zstd = {
	.name = "zstd",
	.magic = "\x28\xb5\x2f\xfd",
	.magic_len = 4,
	.run = run,
};
