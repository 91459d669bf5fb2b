/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Inflate: one compressed member of an initramfs (or of a packed image) made plain again,
 * piece by piece.
 *
 * Its one law: the input is hostile; working memory is bounded whatever it says, and no
 * more than the caller's limit ever comes out.
 */
#pragma once

#include "base/bytes.h"

enum inflate_kind {
	INFLATE_NONE, /* not compressed, or not known */
	INFLATE_GZIP,
	INFLATE_XZ,
	INFLATE_LZMA,
	INFLATE_ZSTD,
	INFLATE_BZIP2,
	INFLATE_LZ4_LEGACY, /* "lz4 -l", what the kernel takes */
	INFLATE_LZ4,        /* the modern frame, which the kernel does not take */
	INFLATE_LZO,        /* a file of lzop */
};

/* Takes a piece of output; anything but 0 ends the run and is what it returns. */
typedef int inflate_sink(void *ctx, struct bytes chunk);

/*
 * What the first bytes say, by the magic numbers of each format (kernel lib/decompress.c,
 * the whole magic where the kernel looks at two bytes only).
 */
enum inflate_kind inflate_sniff(struct bytes in);

/* "gzip", "xz", …; "none" for INFLATE_NONE. */
const char *inflate_name(enum inflate_kind kind);

/*
 * Inflate the one member (gzip member, xz stream, zstd frame, lz4 file) that IN starts
 * with, as the kernel does: what follows it is left alone.  At most LIMIT bytes go to
 * SINK in pieces that are valid during the call only.  *CONSUMED is set to the bytes of
 * IN that belong to the member, or were read before an error.
 *
 * Returns 0; -ENODATA where IN ends inside the member, -EBADMSG where it is damaged,
 * -EFBIG where more than LIMIT bytes would come out, -EMEDIUMTYPE where no format is
 * recognised, -EOPNOTSUPP where the format or the memory it asks for is beyond us; or
 * what SINK said.
 */
int inflate_stream(struct bytes in, size_t *consumed, uint64_t limit, inflate_sink *sink,
		   void *ctx);

/* The same into memory of POOL; *OUT holds what came before an error, too. */
int inflate_bytes(struct pool *pool, struct bytes in, uint64_t limit, struct bytes *out);
