/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "format/deflate.h"

#include "format/inflate.h"
#include "test.h"

static void same_input_same_bytes(void)
{
	struct pool *pool = pool_new();
	size_t len = 9 << 20; /* more than one lz4 block */
	unsigned char *data = pool_alloc(pool, len);
	struct bytes plain = { data, len }, out;

	for (size_t i = 0; i < len; i += 3)
		data[i] = (unsigned char)(i * i >> 5);
	EXPECT(bytes_equal(deflate_gzip(pool, plain), deflate_gzip(pool, plain)));
	EXPECT_INT(inflate_bytes(pool, deflate_gzip(pool, plain), len, &out), 0);
	EXPECT(bytes_equal(out, plain));
	EXPECT_INT(inflate_bytes(pool, deflate_lz4_legacy(pool, plain), len, &out), 0);
	EXPECT(bytes_equal(out, plain));
	pool_free(pool);
}

static void gzip_has_no_time_and_no_name(void)
{
	struct pool *pool = pool_new();
	struct bytes made = deflate_gzip(pool, bytes_of("x"));

	EXPECT_INT(made.data[3], 0);
	EXPECT_INT(le32(made.data + 4), 0);
	pool_free(pool);
}

static void empty_input(void)
{
	struct pool *pool = pool_new();
	struct bytes out;

	EXPECT_INT(inflate_bytes(pool, deflate_gzip(pool, bytes_of("")), 0, &out), 0);
	EXPECT_INT(deflate_lz4_legacy(pool, bytes_of("")).len, 4);
	pool_free(pool);
}

const struct test tests[] = {
	{ "same input, same bytes", same_input_same_bytes },
	{ "gzip has no time and no name", gzip_has_no_time_and_no_name },
	{ "empty input", empty_input },
	{ 0 },
};
