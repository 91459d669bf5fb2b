/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "report/clean.h"

#include "test.h"

static const char *cleaned(struct pool *pool, const char *text, enum clean_use use)
{
	return clean_str(pool, bytes_of(text), use);
}

static void keeps_good_text(void)
{
	static const char text[] =
		"Gr\xc3\xbc\xc3\x9f \xe2\x82\xac \xf0\x9f\x9a\xa2 \\x1b";
	struct pool *pool = pool_new();

	EXPECT_STR(cleaned(pool, text, CLEAN_JSON), text);
	EXPECT_STR(cleaned(pool, text, CLEAN_LINE), text);
	EXPECT_STR(cleaned(pool, "a\tb\r\nc\n", CLEAN_DIFF), "a\tb\r\nc\n");
	EXPECT_STR(cleaned(pool, "a\nb\x1b", CLEAN_JSON), "a\nb\x1b");
	pool_free(pool);
}

static void escapes_what_a_terminal_obeys(void)
{
	struct pool *pool = pool_new();

	EXPECT_STR(cleaned(pool, "a\x1b[2J\n\r\t\x7f", CLEAN_LINE),
		   "a\\x1b[2J\\x0a\\x0d\\x09\\x7f");
	EXPECT_STR(cleaned(pool, "a\rb\x1b", CLEAN_DIFF), "a\\x0db\\x1b");
	EXPECT_STR(cleaned(pool,
			   "\xc2\x9b"
			   "2J",
			   CLEAN_LINE),
		   "\\xc2\\x9b2J");
	EXPECT_STR(cleaned(pool,
			   "a\xe2\x80\xae"
			   "b",
			   CLEAN_LINE),
		   "a\\xe2\\x80\\xaeb");
	pool_free(pool);
}

static void escapes_broken_utf8(void)
{
	static const char *const broken[] = {
		"\xff",
		"\x80",
		"\xc3",
		"\xc0",
		"\xed\xa0\x80",
		"\xe0\x80\x80",
		"\xf5\x80\x80\x80",
		"\xf4\x90\x80\x80",
		"\xe2\x82",
	};
	struct pool *pool = pool_new();
	struct bytes nul = { (const unsigned char *)"a\0b", 3 };

	for (size_t i = 0; i < sizeof(broken) / sizeof(*broken); i++) {
		const char *once = cleaned(pool, broken[i], CLEAN_JSON);

		for (const char *c = once; *c; c++)
			EXPECT((unsigned char)*c < 0x80);
		EXPECT_INT(strlen(once), 4 * strlen(broken[i]));
	}
	EXPECT_STR(clean_str(pool, nul, CLEAN_JSON), "a\\x00b");
	pool_free(pool);
}

static void counts_columns(void)
{
	EXPECT_INT(clean_columns("abc", 3), 3);
	EXPECT_INT(clean_columns("\xc3\xbc", 2), 1);
	EXPECT_INT(clean_columns("\xe4\xb8\xad", 3), 2);
	EXPECT_INT(clean_columns("e\xcc\x81", 3), 1);
	EXPECT_INT(clean_next("\xe4\xb8\xad"), 3);
	EXPECT_INT(clean_next("\xe4"), 1);
}

static void json_for_a_terminal(void)
{
	struct pool *pool = pool_new();
	json_t *object = json_pack("{s:s}", "name", "a\177\033[2J\xc2\x9b");

	EXPECT_STR(clean_dump(pool, object, JSON_COMPACT),
		   "{\"name\":\"a\\u007f\\u001B[2J\\u009B\"}");
	json_decref(object);
	pool_free(pool);
}

const struct test tests[] = {
	{ "keeps good text", keeps_good_text },
	{ "escapes what a terminal obeys", escapes_what_a_terminal_obeys },
	{ "escapes broken UTF-8", escapes_broken_utf8 },
	{ "counts columns", counts_columns },
	{ "JSON for a terminal", json_for_a_terminal },
	{ 0 },
};
