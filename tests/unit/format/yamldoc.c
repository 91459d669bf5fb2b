/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "format/yamldoc.h"

#include <string.h>

#include "sample.h"

static void finds_the_bytes(void)
{
	struct pool *pool = pool_new();
	struct bytes text =
		bytes_of("\xef\xbb\xbf# \xe6\x9d\xb1\xe4\xba\xac \xf0\x9f\x9a\xa2\r\n"
			 "\"\xc3\xa4\": &a !!str 'b\xc3\xbc'  # c\r\n"
			 "c: [ *a, {d: } ]\r\n");
	struct yamldoc *doc = yamldoc_parse(pool, text);
	struct yamlnode *c = yamlnode_get(doc->root, "c"), *a;

	EXPECT(!doc->problem);
	a = doc->root->entry[0].value;
	EXPECT_STR(text_str(pool, text, doc->root->entry[0].key->span), "\"\xc3\xa4\"");
	EXPECT_STR(text_str(pool, text, a->span), "&a !!str 'b\xc3\xbc'");
	EXPECT_INT(yamlnode_content(text, a), a->span.offset + 9);
	EXPECT_STR(a->text, "b\xc3\xbc");
	EXPECT_INT(a->line, 2);
	EXPECT_STR(text_str(pool, text, c->span), "[ *a, {d: } ]");
	EXPECT_STR(text_str(pool, text, c->entry[0].value->span), "*a");
	EXPECT(yamlnode_real(c->entry[0].value) == a);
	EXPECT_STR(text_str(pool, text, c->entry[1].value->span), "{d: }");
	pool_free(pool);
}

static void ends_blocks_with_their_last_word(void)
{
	struct pool *pool = pool_new();
	struct bytes text =
		bytes_of("a:\n  b:\n  - 1\n  - c: |\n      two\n\n  # d\n\ne: 1\n");
	struct yamldoc *doc = yamldoc_parse(pool, text);

	EXPECT_STR(text_str(pool, text, yamlnode_get(doc->root, "a")->span),
		   "b:\n  - 1\n  - c: |\n      two");
	EXPECT_STR(yamlnode_text(doc->root, "e"), "1");
	EXPECT(!yamlnode_text(doc->root, "a"));
	EXPECT(!yamlnode_get(doc->root, "f"));
	pool_free(pool);
}

/* A far character is found from the table of offsets. */
static void counts_characters(void)
{
	struct pool *pool = pool_new();
	struct buf text = { .pool = pool };
	struct yamldoc *doc;

	buf_adds(&text, "# ");
	for (int i = 0; i < 1000; i++)
		buf_adds(&text, i % 3 ? "\xc3\xa4" : "\xf0\x9f\x9a\xa2");
	buf_adds(&text, "\nkey: value\n");
	doc = yamldoc_parse(pool, buf_bytes(&text));
	EXPECT_STR(text_str(pool, doc->text, doc->root->entry[0].value->span), "value");
	EXPECT_INT(doc->root->line, 2);
	pool_free(pool);
}

static void reads_one_document(void)
{
	struct pool *pool = pool_new();

	EXPECT_STR(yamldoc_parse(pool, bytes_of("--- a\n---\n]"))->root->text, "a");
	EXPECT(!yamldoc_parse(pool, bytes_of(""))->root);
	EXPECT(!yamldoc_parse(pool, bytes_of(""))->problem);
	EXPECT(!yamldoc_parse(pool, bytes_of("\xef\xbb\xbf"))->problem);
	EXPECT(!yamldoc_parse(pool, bytes_of("# c\n"))->root);
	pool_free(pool);
}

static void tells_line_and_reason(void)
{
	static const struct {
		const char *text;
		unsigned line;
		const char *problem;
	} broken[] = {
		{ "a:\n  b:2\nc: 1\nd:3\ne: 1\n", 4, "could not find expected ':'" },
		{ "a:\n\tb: 1\n", 2, "found character that cannot start any token" },
		{ "a: b: c\n", 1, "mapping values are not allowed in this context" },
		{ "a: [1\nb: 2\n", 2, "did not find expected ',' or ']'" },
		{ "a: *x\n", 1, "an alias of an anchor that is not there" },
		{ "a: &x 1\nb: &x 2\n", 2, "an anchor has the name of another" },
		{ "a: &x\n  b: *x\n", 2, "an alias inside of what it stands for" },
		{ "a: 1\nb: \xff\n", 2, "invalid leading UTF-8 octet" },
		{ "\xff\xfe"
		  "a",
		  1, "invalid leading UTF-8 octet" },
	};
	struct pool *pool = pool_new();

	for (size_t i = 0; i < sizeof(broken) / sizeof(*broken); i++) {
		struct yamldoc *doc = yamldoc_parse(pool, bytes_of(broken[i].text));

		EXPECT_STR(doc->problem, broken[i].problem);
		EXPECT_INT(doc->problem_line, broken[i].line);
		EXPECT(!doc->root);
	}
	pool_free(pool);
}

static struct yamldoc *repeated(struct pool *pool, const char *word, size_t count)
{
	struct buf text = { .pool = pool };

	for (size_t i = 0; i < count; i++)
		buf_adds(&text, word);
	return yamldoc_parse(pool, buf_bytes(&text));
}

static void keeps_its_bounds(void)
{
	struct pool *pool = pool_new();
	struct buf laughs = { .pool = pool };

	EXPECT_STR(repeated(pool, "[", YAML_DEPTH_MAX + 1)->problem, "nested too deeply");
	EXPECT_STR(repeated(pool, "- \n", YAML_NODES_MAX + 1)->problem, "too much in it");
	EXPECT_STR(repeated(pool, "a", YAML_BYTES_MAX + 1)->problem,
		   "the file is too large");
	for (unsigned i = 0; i <= YAML_ANCHORS_MAX; i++)
		buf_addf(&laughs, "- &a%u [*a%u, *a%u]\n", i, i - (i > 0), i - (i > 0));
	EXPECT(yamldoc_parse(pool, buf_bytes(&laughs))->problem);
	laughs.len = 0;
	buf_adds(&laughs, "- &a0 x\n");
	for (unsigned i = 1; i < 60; i++)
		buf_addf(&laughs, "- &a%u [*a%u, *a%u]\n", i, i - 1, i - 1);
	EXPECT_INT(yamldoc_parse(pool, buf_bytes(&laughs))->root->count, 60);
	pool_free(pool);
}

const struct test tests[] = {
	{ "finds the bytes of each node", finds_the_bytes },
	{ "ends blocks with their last word", ends_blocks_with_their_last_word },
	{ "counts characters", counts_characters },
	{ "reads one document", reads_one_document },
	{ "tells line and reason", tells_line_and_reason },
	{ "keeps its bounds", keeps_its_bounds },
	{ 0 },
};
