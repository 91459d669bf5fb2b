/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "format/inflate.h"

#include <errno.h>

#include "packed.h"
#include "test.h"

static const enum inflate_kind kinds[] = {
	INFLATE_GZIP,  INFLATE_XZ,         INFLATE_LZMA, INFLATE_ZSTD,
	INFLATE_BZIP2, INFLATE_LZ4_LEGACY, INFLATE_LZ4,  INFLATE_LZO,
};

enum { KINDS = sizeof(kinds) / sizeof(kinds[0]), MEG = 1 << 20 };

/* Text that packs well, but not to nothing. */
static struct bytes text(struct pool *pool, size_t len)
{
	unsigned char *data = pool_alloc(pool, len);
	uint32_t seed = 1;

	for (size_t i = 0; i < len; i++) {
		seed = seed * 1103515245 + 12345;
		data[i] = (unsigned char)('a' + (seed >> 28));
	}
	return (struct bytes){ data, len };
}

struct tally {
	uint64_t len;
	int chunks, stop_after;
};

static int count(void *ctx, struct bytes chunk)
{
	struct tally *tally = ctx;

	tally->len += chunk.len;
	return ++tally->chunks == tally->stop_after ? -ECANCELED : 0;
}

static void every_format_comes_back(void)
{
	for (int i = 0; i < KINDS; i++) {
		struct pool *pool = pool_new();
		struct bytes plain = text(pool, MEG + 17), out;
		struct bytes in = packed(pool, kinds[i], plain);

		EXPECT_INT(inflate_sniff(in), kinds[i]);
		EXPECT_INT(inflate_bytes(pool, in, UINT64_MAX, &out), 0);
		EXPECT(bytes_equal(out, plain));
		pool_free(pool);
	}
	EXPECT_STR(inflate_name(INFLATE_LZ4_LEGACY), "lz4-legacy");
	EXPECT_STR(inflate_name(INFLATE_NONE), "none");
}

static void takes_one_member_only(void)
{
	for (int i = 0; i < KINDS; i++) {
		struct pool *pool = pool_new();
		struct bytes one = packed(pool, kinds[i], text(pool, 1000));
		struct buf buf = { .pool = pool };
		struct tally tally = { 0 };
		size_t used;

		buf_add(&buf, one);
		buf_fill(&buf, 0, 4);
		buf_adds(&buf, "junk that is not looked at");
		EXPECT_INT(inflate_stream(buf_bytes(&buf), &used, MEG, count, &tally), 0);
		EXPECT_INT(used, one.len);
		EXPECT_INT(tally.len, 1000);
		pool_free(pool);
	}
}

static void joined_lz4_legacy_is_one(void)
{
	struct pool *pool = pool_new();
	struct buf buf = { .pool = pool };
	struct bytes out;

	buf_add(&buf, deflate_lz4_legacy(pool, bytes_of("one ")));
	buf_add(&buf, deflate_lz4_legacy(pool, bytes_of("two")));
	EXPECT_INT(inflate_bytes(pool, buf_bytes(&buf), MEG, &out), 0);
	EXPECT(bytes_is(out, "one two"));
	pool_free(pool);
}

/* Cut anywhere, the result is never success; a frame without an end mark can end early.
 */
static void truncated_at_every_byte(void)
{
	for (int i = 0; i < KINDS; i++) {
		struct pool *pool = pool_new();
		struct bytes in = packed(pool, kinds[i], text(pool, 100)), out;

		for (size_t len = 0; len < in.len; len++) {
			/* An own allocation, so that reading past it is seen. */
			struct bytes cut = bytes_copy(pool, bytes_slice(in, 0, len));
			int err = inflate_bytes(pool, cut, MEG, &out);
			int want = inflate_sniff(cut) ? -ENODATA : -EMEDIUMTYPE;

			if (kinds[i] == INFLATE_LZ4_LEGACY && len >= 4 && len < 8)
				want = 0;
			EXPECT_INT(err, want);
		}
		pool_free(pool);
	}
}

static void damage_is_told_from_truncation(void)
{
	static const enum inflate_kind checked[] = { INFLATE_GZIP, INFLATE_XZ,
						     INFLATE_BZIP2, INFLATE_LZ4,
						     INFLATE_LZO };

	for (int i = 0; i < 5; i++) {
		struct pool *pool = pool_new();
		struct bytes in = packed(pool, checked[i], text(pool, 20000)), out;
		unsigned char *bad = pool_grow(pool, in.data, in.len, in.len);

		memset(bad + in.len / 2, 0x55, 64);
		EXPECT_INT(inflate_bytes(pool, (struct bytes){ bad, in.len }, MEG, &out),
			   -EBADMSG);
		pool_free(pool);
	}
}

static void bombs_stop_at_the_limit(void)
{
	struct pool *pool = pool_new();
	struct bytes zeros = { pool_alloc(pool, 16 * MEG), 16 * MEG };

	for (int i = 0; i < KINDS; i++) {
		struct bytes bomb = packed(pool, kinds[i], zeros);
		struct tally tally = { 0 };
		size_t used;

		EXPECT(bomb.len < MEG);
		EXPECT_INT(inflate_stream(bomb, &used, 3 * MEG + 1, count, &tally),
			   -EFBIG);
		EXPECT_INT(tally.len, 3 * MEG + 1);
		tally = (struct tally){ 0 };
		EXPECT_INT(inflate_stream(bomb, &used, 16 * MEG, count, &tally), 0);
	}
	pool_free(pool);
}

static void sink_can_stop(void)
{
	struct pool *pool = pool_new();

	for (int i = 0; i < KINDS; i++) {
		struct bytes in = packed(pool, kinds[i], text(pool, 3 * MEG));
		struct tally tally = { .stop_after = 1 };
		size_t used;

		EXPECT_INT(inflate_stream(in, &used, UINT64_MAX, count, &tally),
			   -ECANCELED);
		EXPECT_INT(tally.chunks, 1);
	}
	pool_free(pool);
}

static void what_is_not_ours(void)
{
	struct pool *pool = pool_new();
	struct bytes out;

	EXPECT_INT(inflate_bytes(pool, bytes_of(""), MEG, &out), -EMEDIUMTYPE);
	EXPECT_INT(inflate_bytes(pool, bytes_of("070701"), MEG, &out), -EMEDIUMTYPE);
	EXPECT_INT(inflate_bytes(pool, bytes_of("\x89LZO"), MEG, &out), -EMEDIUMTYPE);
	pool_free(pool);
}

/* One lzop file with BLOCK behind a header with FLAGS. */
static int lzop_file(uint32_t flags, const char *block, size_t len)
{
	struct pool *pool = pool_new();
	struct buf file = lzop_header(pool, flags);
	struct bytes out;
	int err;

	buf_add(&file, (struct bytes){ (const unsigned char *)block, len });
	buf_fill(&file, 0, 4);
	err = inflate_bytes(pool, buf_bytes(&file), MEG, &out);
	pool_free(pool);
	return err;
}

static void lzop_is_bounded_and_checked(void)
{
	/* A plain block: length, the same length, sum, content. */
	static const char good[] = "\0\0\0\2\0\0\0\2\1\x26\0\xc4"
				   "ab";
	static const char wrong[] = "\0\0\0\2\0\0\0\2\1\x26\0\xc5"
				    "ab";
	static const char large[] = "\0\4\0\1\0\0\0\2\1\x26\0\xc4"
				    "ab";
	static const char grown[] = "\0\0\0\1\0\0\0\2\1\x26\0\xc4"
				    "ab";
	struct pool *pool = pool_new();
	struct bytes in = packed(pool, INFLATE_LZO, text(pool, 100)), out;

	EXPECT_INT(lzop_file(1, good, 14), 0);
	EXPECT_INT(lzop_file(1, wrong, 14), -EBADMSG);
	EXPECT_INT(lzop_file(1, large, 14), -EBADMSG);
	EXPECT_INT(lzop_file(1, grown, 14), -EBADMSG);
	/* No sum, two sums, the sum of the packed data: the kernel reads none of these.
	 */
	EXPECT_INT(lzop_file(0, good, 14), -EOPNOTSUPP);
	EXPECT_INT(lzop_file(0x101, good, 14), -EOPNOTSUPP);
	EXPECT_INT(lzop_file(3, good, 14), -EOPNOTSUPP);
	((unsigned char *)(uintptr_t)in.data)[12] ^= 1;
	EXPECT_INT(inflate_bytes(pool, in, MEG, &out), -EBADMSG);
	pool_free(pool);
}

/* A dictionary of 4 GiB is asked for by 13 bytes. */
static void memory_is_bounded(void)
{
	static const unsigned char lzma[] = { 0x5d, 0,    0,    0,    0xf0, 0xff, 0xff,
					      0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0,
					      1,    2,    3,    4,    5 };
	/* Single segment, a content size of 4 GiB. */
	static const unsigned char zstd[] = { 0x28, 0xb5, 0x2f, 0xfd, 0xa0, 0,
					      0,    0,    0xff, 0x02, 0,    0 };
	struct pool *pool = pool_new();
	struct bytes out;

	EXPECT_INT(inflate_bytes(pool, (struct bytes){ lzma, sizeof(lzma) }, MEG, &out),
		   -EOPNOTSUPP);
	EXPECT_INT(inflate_bytes(pool, (struct bytes){ zstd, sizeof(zstd) }, MEG, &out),
		   -EOPNOTSUPP);
	pool_free(pool);
}

const struct test tests[] = {
	{ "every format comes back", every_format_comes_back },
	{ "takes one member only", takes_one_member_only },
	{ "joined lz4 legacy is one", joined_lz4_legacy_is_one },
	{ "truncated at every byte", truncated_at_every_byte },
	{ "damage is told from truncation", damage_is_told_from_truncation },
	{ "bombs stop at the limit", bombs_stop_at_the_limit },
	{ "sink can stop", sink_can_stop },
	{ "what is not ours", what_is_not_ours },
	{ "lzop is bounded and checked", lzop_is_bounded_and_checked },
	{ "memory is bounded", memory_is_bounded },
	{ 0 },
};
