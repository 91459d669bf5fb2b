/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "host/console.h"

#include "test.h"

static char *shown(struct pool *pool, const char *printed)
{
	struct console *console = pool_alloc(pool, sizeof(*console));
	struct strs lines;

	console_add(console, bytes_of(printed));
	lines = console_last(console, pool, CONSOLE_LINES);
	return strs_join(&lines, "|");
}

static void makes_plain_lines(void)
{
	struct pool *pool = pool_new();

	EXPECT_STR(shown(pool, "a\r\nb\n\n\nlogin: "), "a|b|login: ");
	EXPECT_STR(shown(pool, "[\033[0;32m  OK  \033[0m] Started \033[0;1;39mx\033[0m."),
		   "[  OK  ] Started x.");
	EXPECT_STR(shown(pool, "\033]0;title\007a\033(Bb\033cc"), "abc");
	EXPECT_STR(shown(pool, "one\033[5;1Htwo"), "one|two");
	EXPECT_STR(shown(pool, "started x\xe2\x80\xa6\x01\x7f"), "started x?");
	EXPECT_STR(shown(pool, "abx\bc"), "abc");
	pool_free(pool);
}

static void is_bounded(void)
{
	static struct console console;
	struct pool *pool = pool_new();
	char long_line[1000];
	struct strs lines;

	memset(long_line, 'x', sizeof(long_line));
	for (int i = 0; i < 100; i++)
		console_add(&console, (struct bytes){ (unsigned char *)long_line, 1000 });
	console_add(&console, bytes_of("\nlast"));
	lines = console_last(&console, pool, 1000);
	EXPECT_INT(lines.count, CONSOLE_LINES + 1);
	EXPECT_STR(lines.item[CONSOLE_LINES], "last");
	lines = console_last(&console, pool, 2);
	EXPECT_INT(lines.count, 2);
	EXPECT_INT(strlen(lines.item[0]), 100000 % (CONSOLE_WIDTH - 1));
	EXPECT_INT(console.received, 100005);
	pool_free(pool);
}

static unsigned said;

static void count_line(void *arg, const char *line)
{
	(void)arg;
	EXPECT(line[0]);
	said++;
}

static void says_each_line_once(void)
{
	static struct console console = { .line_done = count_line };

	console_add(&console, bytes_of("a\nb"));
	EXPECT_INT(said, 1);
	console_add(&console, bytes_of("c\r\n\r\n"));
	EXPECT_INT(said, 2);
}

const struct test tests[] = {
	{ "makes plain lines", makes_plain_lines },
	{ "is bounded", is_bounded },
	{ "says each line once", says_each_line_once },
	{ 0 },
};
