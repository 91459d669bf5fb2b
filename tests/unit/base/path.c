/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "base/path.h"

#include "test.h"

static void cleans(void)
{
	struct pool *pool = pool_new();

	EXPECT_STR(path_clean(pool, "/a//b/./c"), "/a/b/c");
	EXPECT_STR(path_clean(pool, "a/../../b"), "/b");
	EXPECT_STR(path_clean(pool, "/.."), "/");
	EXPECT_STR(path_clean(pool, ""), "/");
	EXPECT_STR(path_clean(pool, "/a/..b/...c"), "/a/..b/...c");
	pool_free(pool);
}

static void joins_and_splits(void)
{
	struct pool *pool = pool_new();

	EXPECT_STR(path_join(pool, "/boot", "grub/../efi"), "/boot/efi");
	EXPECT_STR(path_join(pool, "/boot", "/etc"), "/etc");
	EXPECT_STR(path_parent(pool, "/a/b"), "/a");
	EXPECT_STR(path_parent(pool, "/a"), "/");
	EXPECT_STR(path_name("/a/b"), "b");
	EXPECT(path_is_below("/boot/efi", "/boot"));
	EXPECT(!path_is_below("/bootx", "/boot"));
	EXPECT(path_is_below("/x", "/"));
	pool_free(pool);
}

const struct test tests[] = {
	{ "cleans", cleans },
	{ "joins and splits", joins_and_splits },
	{ 0 },
};
