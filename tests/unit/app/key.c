/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The key of a container: read, sent, overwritten. */
#include "app/key.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "test.h"

/* A file with the LEN bytes at DATA. */
static void file_with(char *name, const char *data, size_t len)
{
	int fd = mkstemp(strcpy(name, "/tmp/key-XXXXXX"));

	EXPECT(write(fd, data, len) == (ssize_t)len);
	close(fd);
}

static void a_key_file_is_taken_whole(void)
{
	struct pool *pool = pool_new();
	struct key key, back;
	const char *why;
	char name[32];
	json_t *value;

	file_with(name, "\0line\nfeed\n\xff", 12);
	EXPECT_INT(key_read(pool, name, &key, &why), 0);
	EXPECT(key.len == 12 && memcmp(key.data, "\0line\nfeed\n\xff", 12) == 0);
	value = key_json(&key);
	back = key_of_json(value);
	EXPECT(back.len == 12 && memcmp(back.data, key.data, 12) == 0);
	key_forget_json(value);
	EXPECT(json_string_value(value)[0] == '\0');
	json_decref(value);
	key_forget(&back);
	key_forget(&key);
	EXPECT(!key.data && key.len == 0);
	unlink(name);
	pool_free(pool);
}

static void a_line_ends_before_its_line_feed(void)
{
	struct pool *pool = pool_new();
	int in = dup(STDIN_FILENO), pipes[2];
	const char *why;
	struct key key;
	char rest;

	EXPECT(pipe(pipes) == 0 && write(pipes[1], "pass word\nx", 11) == 11);
	dup2(pipes[0], STDIN_FILENO);
	EXPECT_INT(key_read(pool, NULL, &key, &why), 0);
	EXPECT(key.len == 9 && memcmp(key.data, "pass word", 9) == 0);
	/* What follows is for the rescue shell. */
	EXPECT(read(STDIN_FILENO, &rest, 1) == 1 && rest == 'x');
	dup2(in, STDIN_FILENO);
	close(pipes[0]);
	close(pipes[1]);
	close(in);
	key_forget(&key);
	pool_free(pool);
}

static void no_key_is_said(void)
{
	struct pool *pool = pool_new();
	char name[32], *large = calloc(1, KEY_MAX + 1);
	const char *why = NULL;
	struct key key;

	EXPECT_INT(key_read(pool, "/nowhere", &key, &why), -ENOENT);
	EXPECT(strstr(why, "/nowhere") && !key.data);
	EXPECT_INT(key_read(pool, "/dev/null", &key, &why), -ENODATA);
	file_with(name, large, KEY_MAX + 1);
	EXPECT_INT(key_read(pool, name, &key, &why), -EFBIG);
	unlink(name);
	free(large);
	pool_free(pool);
}

static void what_is_no_key_is_none(void)
{
	static const char *const texts[] = { "", "1", "0x", "zz", "AA" };

	for (size_t i = 0; i < sizeof(texts) / sizeof(*texts); i++) {
		json_t *value = json_string(texts[i]);

		EXPECT(!key_of_json(value).data);
		json_decref(value);
	}
	EXPECT(!key_of_json(NULL).data);
}

const struct test tests[] = {
	{ "a key file is taken whole", a_key_file_is_taken_whole },
	{ "a line ends before its line feed", a_line_ends_before_its_line_feed },
	{ "no key is said", no_key_is_said },
	{ "what is no key is none", what_is_no_key_is_none },
	{ 0 },
};
