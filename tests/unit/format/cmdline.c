/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "format/cmdline.h"

#include "test.h"

static struct cmdline *parse(struct pool *pool, const char *s)
{
	struct bytes text = bytes_of(s);

	return cmdline_parse(pool, text, (struct span){ 0, text.len });
}

static void splits_as_the_kernel(void)
{
	struct pool *pool = pool_new();
	struct cmdline *c =
		parse(pool, " root=UUID=ab  dyndbg=\"file a.c +p\" \"x y=1 2\" "
			    "quiet\ta=\tb=\"\" =c");

	if (!EXPECT_INT(c->count, 7))
		return;
	EXPECT_STR(c->arg[0].name, "root");
	EXPECT_STR(c->arg[0].value_text, "UUID=ab");
	EXPECT_STR(c->arg[1].value_text, "file a.c +p");
	EXPECT_STR(c->arg[2].name, "x y");
	EXPECT_STR(c->arg[2].value_text, "1 2");
	EXPECT(!c->arg[3].value_present);
	EXPECT(c->arg[4].value_present);
	EXPECT_STR(c->arg[4].value_text, "");
	EXPECT_STR(c->arg[5].value_text, "");
	EXPECT_STR(c->arg[6].name, "=c");
	pool_free(pool);
}

static void survives_hostile_quotes(void)
{
	struct pool *pool = pool_new();

	EXPECT_INT(parse(pool, "\"")->count, 1);
	EXPECT_INT(parse(pool, "a=\"")->count, 1);
	EXPECT_STR(parse(pool, "a=\"")->arg[0].value_text, "");
	EXPECT_STR(parse(pool, "a=\"b c")->arg[0].value_text, "b c");
	EXPECT_INT(parse(pool, "\"\"\"\"")->count, 1);
	EXPECT_INT(parse(pool, "")->count, 0);
	EXPECT_INT(cmdline_parse(pool, bytes_of("a b"), (struct span){ 9, 9 })->count, 0);
	pool_free(pool);
}

static void finds_the_last_with_either_dash(void)
{
	struct pool *pool = pool_new();
	struct cmdline *c = parse(pool, "root=/dev/sda1 rootflags=a net-ifnames=0 "
					"root=/dev/sda10 -- root=/dev/x");

	EXPECT_STR(cmdline_last(c, "root")->value_text, "/dev/sda10");
	EXPECT(cmdline_has(c, "net_ifnames"));
	EXPECT(!cmdline_has(c, "net_ifname"));
	EXPECT(!cmdline_has(c, "roo"));
	EXPECT_INT(c->count, 4);
	EXPECT_INT(c->rest.len, 14);
	pool_free(pool);
}

static void edits_one_word(void)
{
	struct pool *pool = pool_new();
	struct bytes text = bytes_of("linux /vmlinuz root=/dev/sda1 ro  quiet\n");
	struct cmdline *c = cmdline_parse(pool, text, (struct span){ 15, 24 });

	EXPECT(bytes_is(
		text_replace(pool, text, cmdline_last(c, "root")->value, "UUID=1"),
		"linux /vmlinuz root=UUID=1 ro  quiet\n"));
	EXPECT(bytes_is(cmdline_add(pool, text, c, "x=1"),
			"linux /vmlinuz root=/dev/sda1 ro  quiet x=1\n"));
	EXPECT(bytes_is(cmdline_remove(pool, text, c, &c->arg[0]),
			"linux /vmlinuz ro  quiet\n"));
	EXPECT(bytes_is(cmdline_remove(pool, text, c, &c->arg[1]),
			"linux /vmlinuz root=/dev/sda1  quiet\n"));
	EXPECT(bytes_is(cmdline_remove(pool, text, c, &c->arg[2]),
			"linux /vmlinuz root=/dev/sda1 ro\n"));
	pool_free(pool);
}

static struct bytes add(struct pool *pool, const char *s, size_t offset, size_t len)
{
	struct bytes text = bytes_of(s);

	return cmdline_add(pool, text,
			   cmdline_parse(pool, text, (struct span){ offset, len }),
			   "x=1");
}

static void adds_to_nothing_and_before_dashes(void)
{
	struct pool *pool = pool_new();

	EXPECT(bytes_is(add(pool, "A=\"\"", 3, 0), "A=\"x=1\""));
	EXPECT(bytes_is(add(pool, "linux /vmlinuz\n", 14, 0), "linux /vmlinuz x=1\n"));
	EXPECT(bytes_is(add(pool, "quiet -- s", 0, 10), "quiet x=1 -- s"));
	EXPECT(bytes_is(add(pool, "-- s", 0, 4), "x=1 -- s"));
	EXPECT(bytes_is(add(pool, "", 7, 3), "x=1"));
	pool_free(pool);
}

const struct test tests[] = {
	{ "splits as the kernel", splits_as_the_kernel },
	{ "survives hostile quotes", survives_hostile_quotes },
	{ "finds the last with either dash", finds_the_last_with_either_dash },
	{ "edits one word", edits_one_word },
	{ "adds to nothing and before dashes", adds_to_nothing_and_before_dashes },
	{ 0 },
};
