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

/* Unpack to PLAIN what ends PAD bytes before the end of CORE; false where nothing does.
 */
static bool unpack_before(struct pool *pool, struct bytes core, size_t pad,
			  unsigned char *plain, struct grubmods *mods)
{
	uint32_t size = le32(core.data + CORE_PACKED_SIZE);
	uint32_t plain_size = le32(core.data + CORE_PLAIN_SIZE);
	size_t start;

	if (size == 0 || pad > core.len || size >= core.len - pad)
		return false;
	start = core.len - pad - size;
	/* The first byte of LZMA is always 0. */
	if (start < 2 * BOOTCODE_SECTOR || core.data[start] != 0)
		return false;
	return unpack(bytes_slice(core, start, size), plain, plain_size) &&
	       grubmods_find(pool, (struct bytes){ plain, plain_size }, mods);
}

static size_t zeros_at_end(struct bytes core)
{
	size_t count = 0;

	while (count < core.len && core.data[core.len - 1 - count] == 0)
		count++;
	return count;
}

/*
 * The packed part ends where the core ends, but on a disk that is filled up to a whole
 * sector, with zeros or with what was there, or has redundancy behind it.
 */
static bool find_packed(struct pool *pool, struct bytes core, struct bytes *plain,
			struct grubmods *mods)
{
	enum { ZEROS_OF_LZMA = 16 };
	unsigned char *room;
	size_t zeros;

	*mods = (struct grubmods){ 0 };
	if (core.len < 4 * BOOTCODE_SECTOR ||
	    le32(core.data + CORE_PLAIN_SIZE) > PLAIN_MAX ||
	    le32(core.data + CORE_REDUNDANCY) >= core.len)
		return false;
	*plain = (struct bytes){ NULL, le32(core.data + CORE_PLAIN_SIZE) };
	plain->data = room = pool_alloc(pool, plain->len);
	core.len -= le32(core.data + CORE_REDUNDANCY);
	for (size_t pad = 0; pad < BOOTCODE_SECTOR; pad++)
		if (unpack_before(pool, core, pad, room, mods))
			return true;
	zeros = zeros_at_end(core);
	for (size_t less = 0; less < ZEROS_OF_LZMA && less <= zeros; less++)
		if (unpack_before(pool, core, zeros - less, room, mods))
			return true;
	return false;
}

bool bootcode_mods(struct pool *pool, struct bytes core, struct grubmods *mods)
{
	struct bytes plain;

	return find_packed(pool, core, &plain, mods);
}

bool bootcode_unpack(struct pool *pool, struct bytes core, struct bytes *plain)
{
	struct grubmods mods;

	return find_packed(pool, core, plain, &mods);
}
