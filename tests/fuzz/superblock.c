/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A volume that begins with the input, and repeats it where a log or a table may lie. */
#include "format/superblock.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "fuzz.h"

static int on_read(void *ctx, uint64_t offset, void *buf, size_t len)
{
	const struct bytes *in = ctx;
	unsigned char *to = buf;

	if (offset > 1ull << 40)
		return -EIO;
	memset(buf, 0, len);
	for (size_t i = 0; i < len && in->len; i++)
		to[i] = in->data[(offset + i) % in->len];
	return 0;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const char *const types[] = { "ext4", "xfs",  "btrfs",
					     "vfat", "ntfs", "swap" };
	struct bytes in = { data, size };
	struct superblock_source source = { on_read, &in };

	for (size_t i = 0; i < sizeof(types) / sizeof(*types); i++) {
		struct pool *pool = pool_new();
		struct superblock *super;

		if (superblock_read(pool, types[i], &source, &super) == 0)
			for (size_t f = 0; f < super->features.count; f++)
				fuzz_require(
					superblock_has(super, super->features.item[f]));
		pool_free(pool);
	}
	return 0;
}
