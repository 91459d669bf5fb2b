/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A span: a window of an open file, such as a whole disk image or one member of a tar.
 *
 * The one law: nothing outside the window is ever read.
 */
#pragma once

#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "base/bytes.h"

struct span {
	int fd; /* the caller's; read with pread(2) only */
	uint64_t start, size;
};

/*
 * Read LEN bytes at OFFSET of the span into DATA.  Returns how many there were (fewer, or
 * 0, at the end of the span), or -errno.
 */
ssize_t span_read(const struct span *span, uint64_t offset, void *data, size_t len);

/* The same into POOL; *OUT has what there was.  0 or -errno. */
int span_bytes(struct pool *pool, const struct span *span, uint64_t offset, size_t len,
	       struct bytes *out);

/* The window START, SIZE of SPAN, cut to what there is. */
struct span span_slice(const struct span *span, uint64_t start, uint64_t size);
