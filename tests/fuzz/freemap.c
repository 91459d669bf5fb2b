/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What a volume answers to one read after the other, wherever they are: so the input
 * decides every structure that is looked at.
 */
#include "format/freemap.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "fuzz.h"

static int on_read(void *ctx, uint64_t offset, void *buf, size_t len)
{
	struct bytes *in = ctx;

	(void)offset;
	if (len > in->len)
		return -EIO;
	memcpy(buf, in->data, len);
	in->data += len;
	in->len -= len;
	return 0;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const char *const types[] = { "xfs", "btrfs", "vfat", "ntfs", "swap" };
	enum { TYPES = sizeof(types) / sizeof(*types) };
	const uint64_t volume = 1ull << 40;
	struct pool *pool = pool_new();
	struct bytes in = { data + 1, size - 1 };
	struct superblock_source source = { on_read, &in };
	struct freemap map = { 0 };
	uint64_t end = 0;

	if (size > 0 &&
	    freemap_read(pool, types[data[0] % TYPES], &source, volume, &map) < 0)
		fuzz_require(map.count == 0);
	for (size_t i = 0; i < map.count; i++) {
		fuzz_require(map.range[i].size && map.range[i].start >= end);
		end = map.range[i].start + map.range[i].size;
		fuzz_require(end > map.range[i].start && end <= volume);
	}
	pool_free(pool);
	return 0;
}
