/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What inflate.c and the decompressors, one file each, share.
 *
 * The one law of a decompressor: it reads job->in from job->used on, keeps job->used true
 * at every return, and gives its output to inflate_emit() only.
 */
#pragma once

#include "format/inflate.h"

enum {
	INFLATE_WINDOW = 1 << 20, /* bytes of output gathered before they go on */
	INFLATE_MEMORY = 1 << 28, /* no format may ask for more */
	INFLATE_FEED = 1 << 30,   /* zlib and bzip2 count their input in unsigned int */
};

struct inflate_job {
	struct pool *pool; /* ends with the run */
	struct bytes in;
	size_t used;
	uint64_t left; /* bytes that may still come out */
	unsigned char *window;
	inflate_sink *sink;
	void *ctx;
};

struct inflate_format {
	const char *name;
	const char *magic;
	size_t magic_len;
	int (*run)(struct inflate_job *job);
};

/* The input not yet read, at most INFLATE_FEED bytes of it. */
struct bytes inflate_rest(const struct inflate_job *job);

/* Hand LEN bytes to the sink, or -EFBIG. */
int inflate_emit(struct inflate_job *job, const unsigned char *data, size_t len);

extern const struct inflate_format inflate_gzip;
extern const struct inflate_format inflate_xz;
extern const struct inflate_format inflate_lzma;
extern const struct inflate_format inflate_zstd;
extern const struct inflate_format inflate_bzip2;
extern const struct inflate_format inflate_lz4_legacy;
extern const struct inflate_format inflate_lz4;
extern const struct inflate_format inflate_lzo;
