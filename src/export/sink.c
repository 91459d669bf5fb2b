/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "export/sink.h"

#include <errno.h>
#include <sys/stat.h>
#include <sys/types.h>
#include <unistd.h>

static const unsigned char zeroes[65536];

void sink_begin(struct sink *sink, int fd)
{
	struct stat seen;

	*sink = (struct sink){ .fd = fd };
	/* What is appended to cannot have holes either. */
	sink->is_stream = fstat(fd, &seen) < 0 || !S_ISREG(seen.st_mode) ||
			  lseek(fd, 0, SEEK_CUR) != 0;
}

int sink_write(struct sink *sink, const void *data, size_t len)
{
	const unsigned char *from = data;

	if (sink->hash)
		sha256_update(sink->hash, len, from);
	for (size_t done = 0; done < len;) {
		ssize_t n = write(sink->fd, from + done, len - done);

		if (n < 0 && errno != EINTR)
			return -errno;
		if (n > 0)
			done += (size_t)n;
	}
	sink->at += len;
	return 0;
}

int sink_zeroes(struct sink *sink, uint64_t len)
{
	while (len > 0) {
		size_t part = len < sizeof(zeroes) ? (size_t)len : sizeof(zeroes);
		int err = sink_write(sink, zeroes, part);

		if (err)
			return err;
		len -= part;
	}
	return 0;
}

int sink_skip(struct sink *sink, uint64_t len)
{
	if (sink->is_stream || sink->hash)
		return sink_zeroes(sink, len);
	if (lseek(sink->fd, (off_t)len, SEEK_CUR) < 0)
		return -errno;
	sink->at += len;
	return 0;
}

int sink_pad(struct sink *sink, size_t grain)
{
	return sink_zeroes(sink, (grain - sink->at % grain) % grain);
}

int sink_end(struct sink *sink)
{
	struct stat seen;

	if (sink->is_stream)
		return 0;
	if (fstat(sink->fd, &seen) < 0)
		return -errno;
	if ((uint64_t)seen.st_size < sink->at && ftruncate(sink->fd, (off_t)sink->at) < 0)
		return -errno;
	return 0;
}
