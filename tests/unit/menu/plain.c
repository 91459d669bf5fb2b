/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Text for any console: nothing but ASCII, and lines that fit. */
#include "menu/plain.h"

#include "base/bytes.h"

#include "test.h"

static void nothing_is_obeyed(void)
{
	struct pool *pool = pool_new();

	EXPECT_STR(plain_line(pool, "a\033[2Jb\nc\x7f"), "a\\x1b[2Jb\\x0ac\\x7f");
	EXPECT_STR(plain_line(pool, "Gr\xc3\xbc\xc3\x9f"
				    "e"),
		   "Gr??e");
	EXPECT_STR(plain_line(pool, "\xff"), "\\xff");
	EXPECT_STR(plain_line(pool, NULL), "");
	pool_free(pool);
}

static void what_is_cut_says_so(void)
{
	struct pool *pool = pool_new();

	EXPECT_STR(plain_cut(pool, "one two three", 13), "one two three");
	EXPECT_STR(plain_cut(pool, "one two three", 12), "one two..");
	EXPECT_STR(plain_cut(pool, "onetwothree", 6), "onet..");
	EXPECT_STR(plain_cut(pool, "abc", 2), "ab");
	EXPECT_STR(plain_tail(pool, "/etc/udev/rules.d/70-net.rules", 14),
		   "..70-net.rules");
	EXPECT_STR(plain_tail(pool, "/etc/fstab", 14), "/etc/fstab");
	pool_free(pool);
}

static void lines_are_broken_at_blanks(void)
{
	struct pool *pool = pool_new();

	EXPECT_STR(plain_fold(pool, "one two three four\n\nfive\n", 9, 0),
		   "one two\nthree\nfour\n\nfive\n");
	EXPECT_STR(plain_fold(pool, "  one two three", 9, 2), "  one two\n    three");
	EXPECT_STR(plain_fold(pool, "abcdefghij", 4, 0), "abcd\nefgh\nij");
	EXPECT_STR(plain_fold(pool, "abcdefghij", 4, 1), "abcd\n efg\n hij");
	EXPECT_STR(plain_fold(pool, "a\tb", 80, 0), "a       b");
	EXPECT_STR(plain_field(pool, "See", "one two three", 5, 12),
		   "See  one two\n     three\n");
	pool_free(pool);
}

/* A line of a megabyte takes no time to speak of. */
static void a_long_line_is_broken_too(void)
{
	struct pool *pool = pool_new();
	struct buf long_line = { .pool = pool };
	const char *folded;
	size_t lines = 1;

	buf_fill(&long_line, 'x', 1 << 20);
	folded = plain_fold(pool, bytes_str(pool, buf_bytes(&long_line)), 74, 2);
	for (; *folded; folded++)
		lines += *folded == '\n';
	EXPECT_INT(lines, 1 + ((1 << 20) - 74 + 71) / 72);
	pool_free(pool);
}

const struct test tests[] = {
	{ "nothing is obeyed", nothing_is_obeyed },
	{ "what is cut says so", what_is_cut_says_so },
	{ "lines are broken at blanks", lines_are_broken_at_blanks },
	{ "a long line is broken too", a_long_line_is_broken_too },
	{ NULL, NULL },
};
