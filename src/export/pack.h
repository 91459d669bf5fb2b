/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * One block made small, by itself.
 *
 * The one law: the result depends on the block alone, so that blocks can be packed on all
 * processors at once.
 */
#pragma once

#include <stddef.h>
#include <stdint.h>

enum pack_kind {
	PACK_ZSTD, /* a frame with its content's size (RFC 8878) */
	PACK_ZLIB, /* a whole stream (RFC 1950) */
	/*
	 * Deflate blocks (RFC 1951) that end at a byte with an empty stored block and are
	 * not the last: laid end to end they are one stream.
	 */
	PACK_DEFLATE_PART,
};

struct packer; /* one for each thread */

/* LEVEL is the library's; NULL where there is no memory. */
struct packer *packer_new(enum pack_kind kind, int level);
void packer_free(struct packer *packer);

/* How much SIZE bytes can become. */
size_t pack_bound(enum pack_kind kind, size_t size);

/* IN into OUT, which has room for pack_bound(); *OUT_LEN is what it became. */
int pack(struct packer *packer, const unsigned char *in, size_t len, unsigned char *out,
	 size_t room, size_t *out_len);

/* The other way: exactly LEN bytes come out, or it is -EBADMSG.  Of ZSTD and ZLIB. */
int unpack_block(enum pack_kind kind, const unsigned char *in, size_t in_len,
		 unsigned char *out, size_t len);
