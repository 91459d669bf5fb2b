/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "report/segment.h"

#include <sys/stat.h>

#include "format/cpio.h"
#include "format/inflate.h"
#include "report/clean.h"

struct listing {
	struct pool *pool;
	struct buf members;
	size_t count;
	uint64_t unpacked; /* bytes */
	struct cpio_reader reader;
};

static int list_entry(void *ctx, const struct cpio_entry *entry)
{
	struct listing *listing = ctx;
	const char *end = S_ISDIR(entry->mode) ? "/" : S_ISLNK(entry->mode) ? "@" : "";

	if (listing->count++ < SEGMENT_LIST_MAX) {
		buf_addf(&listing->members, "%12u  ", entry->size);
		clean_add(&listing->members, bytes_of(entry->name), CLEAN_LINE);
		buf_addf(&listing->members, "%s\n", end);
	}
	return CPIO_SKIP;
}

static int feed(void *ctx, struct bytes chunk)
{
	struct listing *listing = ctx;
	size_t used = 0;
	int err = cpio_feed(&listing->reader, chunk, &used);

	listing->unpacked += used;
	return err;
}

/* Read the archive that DATA starts with; returns the bytes it takes, 0: it is none. */
static size_t list_archive(struct listing *listing, struct bytes data)
{
	struct cpio_handler handler = { .entry = list_entry, .ctx = listing };
	uint64_t before = listing->unpacked;
	size_t used = 0;
	int err;

	cpio_start(&listing->reader, &handler, 0);
	if (bytes_starts(data, "07070")) {
		err = feed(listing, data);
		return err < 0 ? 0 : (size_t)(listing->unpacked - before);
	}
	if (before >= SEGMENT_INFLATE_MAX)
		return 0;
	err = inflate_stream(data, &used, SEGMENT_INFLATE_MAX - before, feed, listing);
	return err < 0 ? 0 : used;
}

static struct bytes without_zeros(struct bytes data)
{
	while (data.len > 0 && data.data[0] == 0)
		data = bytes_slice(data, 1, SIZE_MAX);
	return data;
}

struct bytes segment_listing(struct pool *pool, struct bytes data)
{
	struct listing listing = { .pool = pool, .members = { .pool = pool } };
	struct bytes rest = without_zeros(data);
	enum inflate_kind kind = inflate_sniff(rest);
	struct buf out = { .pool = pool };

	while (rest.len > 0) {
		size_t used = list_archive(&listing, rest);

		if (used == 0)
			break;
		rest = without_zeros(bytes_slice(rest, used, SIZE_MAX));
	}
	if (listing.count == 0) {
		buf_addf(&out, "%zu bytes, not an initramfs segment\n", data.len);
		return buf_bytes(&out);
	}
	buf_addf(&out, "initramfs segment: %s, %zu bytes, %llu unpacked, %zu members\n",
		 kind ? inflate_name(kind) : "not compressed", data.len,
		 (unsigned long long)listing.unpacked, listing.count);
	buf_add(&out, buf_bytes(&listing.members));
	if (listing.count > SEGMENT_LIST_MAX)
		buf_addf(&out, "%12s  and %zu more\n", "",
			 listing.count - SEGMENT_LIST_MAX);
	if (rest.len > 0)
		buf_addf(&out, "%12zu  bytes after them are no archive\n", rest.len);
	return buf_bytes(&out);
}
