/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "format/text.h"

#include <stdint.h>

#include "test.h"

static void splices(void)
{
	struct pool *pool = pool_new();
	struct bytes text = bytes_of("one two three");
	const struct text_edit edits[] = {
		{ { 0, 3 }, "1" },
		{ { 4, 0 }, "x" },
		{ { 8, 5 }, "3" },
	};

	EXPECT(bytes_is(text_replace(pool, text, (struct span){ 4, 3 }, "2"),
			"one 2 three"));
	EXPECT(bytes_is(text_insert(pool, text, 13, "!"), "one two three!"));
	EXPECT(bytes_is(text_edit(pool, text, edits, 3), "1 xtwo 3"));
	EXPECT(bytes_is(text_replace(pool, text, (struct span){ 8, SIZE_MAX }, ""),
			"one two "));
	EXPECT(bytes_is(text_replace(pool, text, (struct span){ 99, 1 }, "x"),
			"one two three"));
	EXPECT(bytes_is(text_insert(pool, (struct bytes){ 0 }, 0, "x"), "x"));
	pool_free(pool);
}

static void comments_every_physical_line(void)
{
	struct pool *pool = pool_new();
	struct bytes text = bytes_of("a\r\nb \\\r\n c\r\nd");

	EXPECT(bytes_is(text_comment_line(pool, text, (struct span){ 0, 1 }, "# "),
			"# a\r\nb \\\r\n c\r\nd"));
	EXPECT(bytes_is(text_comment_line(pool, text, (struct span){ 3, 7 }, "# "),
			"a\r\n# b \\\r\n#  c\r\nd"));
	pool_free(pool);
}

static void appends_in_the_habit_of_the_file(void)
{
	struct pool *pool = pool_new();

	EXPECT(bytes_is(text_append_line(pool, bytes_of("a\nb"), "c"), "a\nb\nc\n"));
	EXPECT(bytes_is(text_append_line(pool, bytes_of("a\r\nb"), "c"),
			"a\r\nb\r\nc\r\n"));
	EXPECT(bytes_is(text_append_line(pool, bytes_of(""), "c"), "c\n"));
	EXPECT(bytes_is(text_append_line(pool, bytes_of("\n"), "c"), "\nc\n"));
	pool_free(pool);
}

static void counts_lines(void)
{
	struct bytes text = bytes_of("a\nb\n\nc");

	EXPECT_INT(text_line_of(text, 0), 1);
	EXPECT_INT(text_line_of(text, 1), 1);
	EXPECT_INT(text_line_of(text, 2), 2);
	EXPECT_INT(text_line_of(text, 5), 4);
	EXPECT_INT(text_line_of(text, 500), 4);
}

static void walks_lines_and_words(void)
{
	struct pool *pool = pool_new();
	struct bytes text = bytes_of("\t a  bc\r\n\r\n\rd");
	struct span line, word;
	size_t at = 0, in = 0;

	EXPECT(text_next_line(text, &at, &line));
	EXPECT_STR(text_str(pool, text, line), "\t a  bc");
	EXPECT(text_next_word(text, line, &in, &word));
	EXPECT_STR(text_str(pool, text, word), "a");
	EXPECT(text_next_word(text, line, &in, &word));
	EXPECT_STR(text_str(pool, text, word), "bc");
	EXPECT(!text_next_word(text, line, &in, &word));
	EXPECT(text_next_line(text, &at, &line));
	EXPECT_INT(line.len, 0);
	EXPECT(text_next_line(text, &at, &line));
	EXPECT_STR(text_str(pool, text, line), "\rd");
	EXPECT(!text_next_line(text, &at, &line));
	pool_free(pool);
}

const struct test tests[] = {
	{ "splices", splices },
	{ "comments every physical line", comments_every_physical_line },
	{ "appends in the habit of the file", appends_in_the_habit_of_the_file },
	{ "counts lines", counts_lines },
	{ "walks lines and words", walks_lines_and_words },
	{ 0 },
};
