/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "host/span.h"

#include <errno.h>
#include <unistd.h>

ssize_t span_read(const struct span *span, uint64_t offset, void *data, size_t len)
{
	char *to = data;
	size_t done = 0;

	if (offset >= span->size)
		return 0;
	if (len > span->size - offset)
		len = (size_t)(span->size - offset);
	while (done < len) {
		off_t at = (off_t)(span->start + offset + done);
		ssize_t got = pread(span->fd, to + done, len - done, at);

		if (got < 0 && errno == EINTR)
			continue;
		if (got < 0)
			return -errno;
		if (got == 0)
			break;
		done += (size_t)got;
	}
	return (ssize_t)done;
}

int span_bytes(struct pool *pool, const struct span *span, uint64_t offset, size_t len,
	       struct bytes *out)
{
	unsigned char *data;
	ssize_t got;

	if (offset >= span->size)
		len = 0;
	else if (len > span->size - offset)
		len = (size_t)(span->size - offset);
	data = pool_alloc(pool, len + 1);
	got = span_read(span, offset, data, len);
	*out = (struct bytes){ data, got > 0 ? (size_t)got : 0 };
	return got < 0 ? (int)got : 0;
}

struct span span_slice(const struct span *span, uint64_t start, uint64_t size)
{
	if (start > span->size)
		start = span->size;
	if (size > span->size - start)
		size = span->size - start;
	return (struct span){ span->fd, span->start + start, size };
}
