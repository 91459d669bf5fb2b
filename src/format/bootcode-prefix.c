/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The prefix is in a module list behind the kernel of GRUB, and both are packed: raw LZMA
 * (lc 3, lp 0, pb 2, 64 KiB) behind an unpacker of unknown length (util/mkimage.c,
 * include/grub/kernel.h of GRUB).
 */
#include <lzma.h>
#include <string.h>

#include "format/bootcode-internal.h"
#include "format/bootcode.h"
#include "format/grubmods.h"

enum { PLAIN_MAX = 8 << 20 };

static bool unpack(struct bytes packed, unsigned char *plain, size_t size)
{
	lzma_options_lzma options = { .dict_size = 1 << 16, .lc = 3, .lp = 0, .pb = 2 };
	lzma_filter filters[] = { { LZMA_FILTER_LZMA1, &options },
				  { LZMA_VLI_UNKNOWN, NULL } };
	lzma_stream stream = LZMA_STREAM_INIT;
	lzma_ret code;

	if (lzma_raw_decoder(&stream, filters) != LZMA_OK)
		return false;
	stream.next_in = packed.data;
	stream.avail_in = packed.len;
	stream.next_out = plain;
	stream.avail_out = size;
	do
		code = lzma_code(&stream, LZMA_RUN);
	while (code == LZMA_OK && stream.avail_out);
	lzma_end(&stream);
	return stream.avail_out == 0;
}

/*
 * The packed part ends where the core ends, but on a disk that is filled up to a whole
 * sector, or has redundancy behind it; the first byte of LZMA is always 0.
 */
const char *bootcode_prefix(struct pool *pool, struct bytes core)
{
	struct pool *work;
	struct grubmods mods = { 0 };
	uint32_t size, plain_size, redundancy;
	unsigned char *plain;
	bool found = false;

	if (core.len < 4 * BOOTCODE_SECTOR)
		return NULL;
	size = le32(core.data + CORE_PACKED_SIZE);
	plain_size = le32(core.data + CORE_PLAIN_SIZE);
	redundancy = le32(core.data + CORE_REDUNDANCY);
	if (plain_size > PLAIN_MAX || redundancy >= core.len)
		return NULL;
	core.len -= redundancy;
	work = pool_new();
	plain = pool_alloc(work, plain_size);
	for (size_t pad = 0; !found && pad < BOOTCODE_SECTOR; pad++) {
		size_t start = core.len - pad - size;

		if (size >= core.len - pad || start < 2 * BOOTCODE_SECTOR)
			break;
		if (core.data[start] == 0 &&
		    unpack(bytes_slice(core, start, size), plain, plain_size))
			found = grubmods_find(pool, (struct bytes){ plain, plain_size },
					      &mods);
	}
	pool_free(work);
	return mods.prefix;
}
