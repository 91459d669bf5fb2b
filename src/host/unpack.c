/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "host/unpack.h"

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "format/inflate.h"

enum {
	BLOCK = 4096,
	ZSTD_SKIP = 0x184d2a50, /* RFC 8878, 3.1.2: skippable frames, sixteen magics */
};

/* No disk is larger; it stops a bomb of zeroes, which takes no space. */
#define OUT_MAX ((uint64_t)64 << 40)

struct sparse {
	int fd;
	uint64_t at;
	int write_error; /* of the output, to be told from the input's */
	const struct progress *progress;
};

static int write_all(struct sparse *out, const unsigned char *data, size_t len)
{
	while (len > 0) {
		ssize_t put = pwrite(out->fd, data, len, (off_t)out->at);

		if (put < 0 && errno == EINTR)
			continue;
		if (put < 0) {
			out->write_error = -errno;
			return out->write_error;
		}
		out->at += (size_t)put;
		data += put;
		len -= (size_t)put;
	}
	return 0;
}

/* Skips zeroes and writes runs of the rest, in blocks aligned in the file. */
static int take(void *ctx, struct bytes chunk)
{
	struct sparse *out = ctx;
	int err = 0;

	while (!err && chunk.len > 0) {
		size_t len = BLOCK - (size_t)(out->at % BLOCK);

		len = len < chunk.len ? len : chunk.len;
		if (all_zero(chunk.data, len))
			out->at += len;
		else
			err = write_all(out, chunk.data, len);
		chunk = bytes_slice(chunk, len, chunk.len);
	}
	progress_report(out->progress, "unpacking", -1);
	return err;
}

/* Drops padding and skippable frames between members. */
static struct bytes next_member(struct bytes rest)
{
	while (rest.len > 0 && rest.data[0] == 0)
		rest = bytes_slice(rest, 1, rest.len);
	while (rest.len >= 8 && (le32(rest.data) & ~0xfu) == ZSTD_SKIP)
		rest = bytes_slice(rest, 8 + (size_t)le32(rest.data + 4), rest.len);
	return rest;
}

static int inflate_members(struct bytes in, struct sparse *out)
{
	enum inflate_kind kind;
	struct bytes rest = next_member(in);
	int err = 0;

	kind = inflate_sniff(rest);
	/* What follows the last member and is none is ignored, as gzip(1) does. */
	while (!err && rest.len > 0 && inflate_sniff(rest) == kind) {
		uint64_t left = out->at < OUT_MAX ? OUT_MAX - out->at : 0;
		size_t used;

		err = inflate_stream(rest, &used, left, take, out);
		rest = next_member(bytes_slice(rest, used, rest.len));
	}
	if (!err && ftruncate(out->fd, (off_t)out->at) < 0)
		err = out->write_error = -errno;
	return err;
}

static int fail(const struct sparse *out, int err, const char *shown, const char *to,
		struct host_error *error)
{
	if (out->write_error == -ENOSPC || out->write_error == -EDQUOT)
		return host_fail(error, ENOSPC,
				 "no space left for unpacking '%s' into '%s'", shown, to);
	if (out->write_error)
		return host_fail(error, -err, "cannot write '%s': %s", to,
				 strerror(-err));
	switch (err) {
	case -ENODATA:
		return host_fail(error, ENODATA, "'%s' is truncated", shown);
	case -EBADMSG:
		return host_fail(error, EBADMSG, "'%s' is damaged: it cannot be unpacked",
				 shown);
	case -EOPNOTSUPP:
		return host_fail(error, EOPNOTSUPP,
				 "'%s' needs more memory than allowed to be unpacked "
				 "(zstd --long over 27?)",
				 shown);
	default:
		return host_fail(error, -err, "cannot unpack '%s': %s", shown,
				 strerror(-err));
	}
}

int unpack(const struct span *span, const char *shown, const char *to,
	   const struct progress *progress, struct host_error *error)
{
	uint64_t page = (uint64_t)sysconf(_SC_PAGESIZE), lead = span->start % page;
	size_t len = (size_t)(span->size + lead);
	struct sparse out = { .fd = -1, .progress = progress };
	struct bytes in;
	int err;
	void *map = mmap(NULL, len, PROT_READ, MAP_PRIVATE, span->fd,
			 (off_t)(span->start - lead));

	if (map == MAP_FAILED)
		return host_fail(error, errno, "cannot read '%s': %s", shown,
				 strerror(errno));
	(void)madvise(map, len, MADV_SEQUENTIAL);
	in = (struct bytes){ (const unsigned char *)map + lead, (size_t)span->size };
	out.fd = open(to, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	if (out.fd < 0)
		out.write_error = -errno;
	err = out.fd < 0 ? out.write_error : inflate_members(in, &out);
	if (out.fd >= 0 && close(out.fd) < 0 && !err)
		err = out.write_error = -errno;
	(void)munmap(map, len);
	return err ? fail(&out, err, shown, to, error) : 0;
}
