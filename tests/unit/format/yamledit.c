/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "format/yamledit.h"

#include "sample.h"

static struct pool *pool;

static struct yamledit start(const char *text)
{
	return (struct yamledit){ .doc = yamldoc_parse(pool, bytes_of(text)),
				  .tag = "# x: " };
}

static const char *done(struct yamledit *edit)
{
	struct bytes text;

	return yamledit_done(edit, &text) ? bytes_str(pool, text) : edit->why_not;
}

/* TEXT, a map, without KEY. */
static const char *without(const char *text, const char *key)
{
	struct yamledit edit = start(text);

	yamledit_remove_key(&edit, edit.doc->root, key);
	return done(&edit);
}

/* TEXT, a map with the map "m" in it, in which KEY says VALUE. */
static const char *with(const char *text, const char *key, const char *value)
{
	struct yamledit edit = start(text);

	yamledit_set(&edit, yamlnode_get(edit.doc->root, "m"), key, value);
	return done(&edit);
}

static void comments_out_lines(void)
{
	EXPECT_STR(without("a: 1\nb: 2\n", "a"), "# x: a: 1\nb: 2\n");
	EXPECT_STR(without("a:\n- 1\n\n# c\n- 2 # d\nb: 2", "a"),
		   "# x: a:\n# x: - 1\n\n# c\n# x: - 2 # d\nb: 2");
	EXPECT_STR(without("b: 2\r\na: {x: 1,\r\n  y: 2}  # z\r\n", "a"),
		   "b: 2\r\n# x: a: {x: 1,\r\n# x:   y: 2}  # z\r\n");
	EXPECT_STR(without("b: 2\na: |\n  # not one\n\n  two\n", "a"),
		   "b: 2\n# x: a: |\n  # not one\n\n# x:   two\n");
	EXPECT_STR(without("a:\nb: 2", "a"), "# x: a:\nb: 2");
	EXPECT_STR(without("a: 1\nb: 2\na: 3", "a"), "# x: a: 1\nb: 2\n# x: a: 3");
	EXPECT_STR(without("\"a\": \"\xc3\xa9\xf0\x9f\x9a\xa2\" # \xe6\x9d\xb1\n'b': 1",
			   "a"),
		   "# x: \"a\": \"\xc3\xa9\xf0\x9f\x9a\xa2\" # \xe6\x9d\xb1\n'b': 1");
	EXPECT_STR(without("\xef\xbb\xbf"
			   "a: 1\nb: 2\n",
			   "a"),
		   "\xef\xbb\xbf"
		   "# x: a: 1\nb: 2\n");
	EXPECT_STR(without("b: 2\n", "a"), "b: 2\n");
}

static void comments_out_items(void)
{
	struct yamledit edit = start("m:\n  - a: 1\n    b: 2\n  -\n    c # d\n  - e\n");
	struct yamlnode *list = yamlnode_get(edit.doc->root, "m");

	yamledit_remove(&edit, list, 1);
	yamledit_remove(&edit, list, 0);
	EXPECT_STR(done(&edit),
		   "m:\n  # x: - a: 1\n  # x:   b: 2\n  # x: -\n  # x:   c # d\n  - e\n");
}

static void takes_out_of_brackets(void)
{
	EXPECT_STR(without("{a: 1, b: 2}", "a"), "{b: 2}");
	EXPECT_STR(without("{a: 1, b: 2}", "b"), "{a: 1}");
	EXPECT_STR(without("{a: 1}", "a"), "{}");
	EXPECT_STR(without("{ a: [1, 2], }", "a"), "{ }");
	EXPECT_STR(without("{a: 1, b: 2, a: 3}", "a"), "{b: 2}");
	EXPECT_STR(without("{b: 2, a: 1, a: 3}", "a"), "{b: 2}");
	EXPECT_STR(without("{\n  a: 1, # c\n  b: 2 # d\n}\n", "a"),
		   "{\n  # c\n  b: 2 # d\n}\n");
	EXPECT_STR(without("{\n  a: 1,\n  b: 2\n}\n", "a"), "{\n  b: 2\n}\n");
	EXPECT_STR(without("{\r\n  a: 1,\r\n  b: 2\r\n}\r\n", "b"),
		   "{\r\n  a: 1,\r\n}\r\n");
}

static void sets_values(void)
{
	EXPECT_STR(with("m:\n  a: no # c\n", "a", "yes"), "m:\n  a: yes # c\n");
	EXPECT_STR(with("m:\n  a: 'no'\n", "a", "yes"), "m:\n  a: 'yes'\n");
	EXPECT_STR(with("m:\n  a:\n  b: 1\n", "a", "yes"), "m:\n  a: yes\n  b: 1\n");
	EXPECT_STR(with("m: {a:\tno}", "a", "yes"), "m: {a:\tyes}");
	EXPECT_STR(with("m:\n  a: &x no\n  b: 1\n", "a", "yes"),
		   "m:\n  a: &x yes\n  b: 1\n");
	EXPECT_STR(with("x: &x no\nm:\n  a: *x\n", "a", "yes"),
		   "x: &x no\nm:\n  a: yes\n");
	EXPECT_STR(with("m:\n  a: >\n    folded\n    twice\n\nb: 1\n", "a", "yes"),
		   "m:\n  a: yes\n\nb: 1\n");
}

static void adds_entries(void)
{
	EXPECT_STR(with("m:\n  # c\n  b: 1\n", "a", "yes"),
		   "m:\n  # c\n  a: yes\n  b: 1\n");
	EXPECT_STR(with("m:\r\n    b: 1", "a", "yes"), "m:\r\n    a: yes\r\n    b: 1");
	EXPECT_STR(with("m: &m # c\n  b: 1\n", "a", "yes"),
		   "m: &m # c\n  a: yes\n  b: 1\n");
	EXPECT_STR(with("m: {}", "a", "yes"), "m: {a: yes}");
	EXPECT_STR(with("m: { b: 1 }", "a", "yes"), "m: { a: yes, b: 1 }");
	EXPECT_STR(with("m: &m {\n  b: 1\n}", "a", "{n: \"e*\"}"),
		   "m: &m {\n  a: {n: \"e*\"}, b: 1\n}");
}

static void adds_and_removes_at_one_place(void)
{
	struct yamledit edit = start("m:\n  a: 1\n  b: 2\nn: {a: 1, b: 2}\n");
	struct yamlnode *m = yamlnode_get(edit.doc->root, "m");
	struct yamlnode *n = yamlnode_get(edit.doc->root, "n");

	yamledit_remove_key(&edit, m, "a");
	yamledit_remove_key(&edit, m, "b");
	yamledit_set(&edit, m, "c", "3");
	yamledit_remove_key(&edit, n, "b");
	yamledit_remove_key(&edit, n, "a");
	yamledit_set(&edit, n, "c", "3");
	yamledit_set(&edit, n, "d", "4");
	yamledit_set(&edit, m, "d", "[]");
	yamledit_rename(&edit, edit.doc->root, 1, "o");
	EXPECT_STR(done(&edit),
		   "m:\n  d: []\n  c: 3\n  # x: a: 1\n  # x: b: 2\no: {d: 4, c: 3}\n");
}

/* What cannot be done by position is not done in another way. */
static void refuses(void)
{
	static const char *const texts[] = {
		"m: {a: &x 1, b: *x}",        /* an alias would be of nothing */
		"m:\n  a: 1\n",               /* an empty list or map in lines */
		"m:\n  ? a\n  : 1\n  b: 2\n", /* the key shares its line */
		"m:\n  - {a: 1}\n",           /* no map */
	};

	for (size_t i = 0; i < sizeof(texts) / sizeof(*texts); i++) {
		struct yamledit edit = start(texts[i]);
		struct yamlnode *m = yamlnode_get(edit.doc->root, "m");
		struct bytes text;

		if (m->kind == YAML_MAP)
			yamledit_remove_key(&edit, m, "a");
		else
			yamledit_set_text(&edit, m, 0, "x");
		EXPECT(!yamledit_done(&edit, &text));
		EXPECT(edit.why_not);
	}
}

static void run(void (*test)(void))
{
	pool = pool_new();
	test();
	pool_free(pool);
}

static void comments(void)
{
	run(comments_out_lines);
	run(comments_out_items);
}

static void brackets(void)
{
	run(takes_out_of_brackets);
}

static void values(void)
{
	run(sets_values);
	run(adds_entries);
	run(adds_and_removes_at_one_place);
}

static void refusals(void)
{
	run(refuses);
}

const struct test tests[] = {
	{ "comments lines out", comments },
	{ "takes entries out of brackets", brackets },
	{ "sets values and adds entries", values },
	{ "refuses what it cannot do by position", refusals },
	{ 0 },
};
