/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "format/grubenv.h"

#include <errno.h>
#include <string.h>

#include "sample.h"

static void reads_variables(void)
{
	struct pool *pool = pool_new();
	const struct grubenv *env = grubenv_parse(pool, sample_read(pool, "grubenv/el8"));

	if (!EXPECT(env) || !EXPECT_INT(env->count, 4))
		return;
	EXPECT_STR(grubenv_get(env, "boot_success"), "0");
	EXPECT_INT(grubenv_find(env, "kernelopts")->line, 3);
	EXPECT(!strncmp(grubenv_get(env, "kernelopts"), "root=/dev/mapper/rl-root ro ",
			28));
	EXPECT(!grubenv_get(env, "saved"));
	env = grubenv_parse(pool, sample_read(pool, "grubenv/fedora"));
	EXPECT_STR(grubenv_get(env, "name"), "a\\b\nc");
	EXPECT_INT(grubenv_parse(pool, sample_read(pool, "grubenv/debian-empty"))->count,
		   0);
	pool_free(pool);
}

static void sets_in_1024_bytes(void)
{
	struct pool *pool = pool_new();
	struct bytes text = sample_read(pool, "grubenv/fedora"), done;

	EXPECT_INT(grubenv_set(pool, text, "saved_entry", "x", &done), 0);
	EXPECT_INT(done.len, GRUBENV_LEN);
	EXPECT_STR(grubenv_get(grubenv_parse(pool, done), "saved_entry"), "x");
	EXPECT_STR(grubenv_get(grubenv_parse(pool, done), "name"), "a\\b\nc");
	EXPECT_INT(done.data[GRUBENV_LEN - 1], '#');
	EXPECT_INT(grubenv_set(pool, done, "new", "1\\\n2", &done), 0);
	EXPECT_INT(done.len, GRUBENV_LEN);
	EXPECT_STR(grubenv_get(grubenv_parse(pool, done), "new"), "1\\\n2");
	EXPECT_INT(grubenv_set(pool, text, "name", "a\\b\nc", &done), 0);
	EXPECT(bytes_equal(done, text));
	pool_free(pool);
}

static void replaces_one_word(void)
{
	struct pool *pool = pool_new();
	struct bytes text = sample_read(pool, "grubenv/el8"), done;
	struct span span =
		grubenv_find(grubenv_parse(pool, text), "kernelopts")->value_span;

	span.len = strlen("root=/dev/mapper/rl-root");
	EXPECT_INT(grubenv_replace(pool, text, span, "root=UUID=1", &done), 0);
	EXPECT_INT(done.len, GRUBENV_LEN);
	EXPECT(!strncmp(grubenv_get(grubenv_parse(pool, done), "kernelopts"),
			"root=UUID=1 ro crash", 20));
	EXPECT_INT(grubenv_replace(pool, text, span, "a\nb", &done), -EINVAL);
	EXPECT_INT(grubenv_replace(pool, text, (struct span){ 1000, 1 }, "", &done),
		   -EINVAL);
	pool_free(pool);
}

static void refuses(void)
{
	struct pool *pool = pool_new();
	struct bytes text = sample_read(pool, "grubenv/debian-empty"), done = { 0 };
	char *fits = pool_alloc(pool, 1000);

	memset(fits, 'x', 1024 - 25 - 3);
	EXPECT_INT(grubenv_set(pool, text, "a", fits, &done), 0);
	EXPECT_INT(done.len, GRUBENV_LEN);
	EXPECT_STR(grubenv_get(grubenv_parse(pool, done), "a"), fits);
	EXPECT_INT(grubenv_set(pool, text, "ab", fits, &done), -ENOSPC);
	/* A value that went on to the end of the block, without a line end. */
	done = bytes_copy(pool, text);
	memcpy((unsigned char *)done.data + 25, "a=", 2);
	EXPECT_STR(grubenv_get(grubenv_parse(pool, done), "a") + 996, "#");
	EXPECT_INT(grubenv_set(pool, done, "a", "1", &done), 0);
	EXPECT_STR(grubenv_get(grubenv_parse(pool, done), "a"), "1");
	EXPECT_INT(grubenv_set(pool, bytes_slice(text, 0, 1023), "a", "", &done),
		   -EINVAL);
	EXPECT_INT(grubenv_set(pool, text, "", "", &done), -EINVAL);
	EXPECT_INT(grubenv_set(pool, text, "a=b", "", &done), -EINVAL);
	EXPECT(!grubenv_parse(pool, bytes_of("saved_entry=0\n")));
	EXPECT(!grubenv_parse(pool, bytes_of("")));
	pool_free(pool);
}

const struct test tests[] = {
	{ "reads variables", reads_variables },
	{ "sets in 1024 bytes", sets_in_1024_bytes },
	{ "replaces one word", replaces_one_word },
	{ "refuses", refuses },
	{ 0 },
};
