/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Where a writer puts the image: a file or a pipe, from its first byte to its last.
 *
 * The one law: nothing that was written is changed again, so that a pipe will do.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/hash.h"

struct sink {
	int fd;         /* the caller's */
	uint64_t at;    /* how much there is */
	bool is_stream; /* holes cannot be skipped */
	struct sha256_ctx
		*hash; /* SHA-256 of all that is written from here on, or NULL */
};

/* FD is empty, and a stream where it cannot be sought in. */
void sink_begin(struct sink *sink, int fd);

/* All LEN bytes, or -errno. */
int sink_write(struct sink *sink, const void *data, size_t len);

/* LEN zeroes: a hole in a file, bytes in a stream. */
int sink_skip(struct sink *sink, uint64_t len);

/* LEN zeroes that are written. */
int sink_zeroes(struct sink *sink, uint64_t len);

/* Zeroes, which are written, up to a whole number of GRAIN bytes (4096 at most). */
int sink_pad(struct sink *sink, size_t grain);

/* A hole at the end gets its length. */
int sink_end(struct sink *sink);
