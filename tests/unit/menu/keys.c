/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "menu/keys.h"

#include <string.h>
#include <unistd.h>

#include "test.h"

/* What keys_secret() makes of TYPED, whose end is that of the terminal. */
static bool secret(const char *typed, char *line, size_t room)
{
	int pipe_fd[2], old = dup(STDIN_FILENO);
	bool done;

	EXPECT(pipe(pipe_fd) == 0);
	EXPECT(write(pipe_fd[1], typed, strlen(typed)) == (ssize_t)strlen(typed));
	close(pipe_fd[1]);
	dup2(pipe_fd[0], STDIN_FILENO);
	close(pipe_fd[0]);
	memset(line, 'x', room);
	done = keys_secret(line, room);
	dup2(old, STDIN_FILENO);
	close(old);
	return done;
}

static void a_line_ends_with_enter(void)
{
	char line[8];

	EXPECT(secret("abc\rdef", line, sizeof(line)));
	EXPECT_STR(line, "abc");
	EXPECT(secret("a b\n", line, sizeof(line)));
	EXPECT_STR(line, "a b");
	EXPECT(secret("123456789\r", line, sizeof(line)));
	EXPECT_STR(line, "1234567");
}

static void what_was_typed_is_taken_back(void)
{
	char line[16];

	EXPECT(secret("abc\177\177d\r", line, sizeof(line)));
	EXPECT_STR(line, "ad");
	EXPECT(secret("a\303\244\bb\r", line, sizeof(line)));
	EXPECT_STR(line, "ab");
	EXPECT(secret("\177abc\025d\r", line, sizeof(line)));
	EXPECT_STR(line, "d");
	for (size_t i = 1; i < sizeof(line); i++)
		EXPECT_INT(line[i], 0);
}

static void other_keys_are_none_of_it(void)
{
	char line[16];

	EXPECT(secret("a\033[A\033OPb\033[15~c\r", line, sizeof(line)));
	EXPECT_STR(line, "abc");
}

static void nothing_is_left_of_a_line_that_is_given_up(void)
{
	char line[8];

	EXPECT(!secret("abc", line, sizeof(line)));
	for (size_t i = 0; i < sizeof(line); i++)
		EXPECT_INT(line[i], 0);
}

const struct test tests[] = {
	{ "a line ends with Enter", a_line_ends_with_enter },
	{ "what was typed is taken back", what_was_typed_is_taken_back },
	{ "other keys are none of it", other_keys_are_none_of_it },
	{ "nothing is left of a line that is given up",
	  nothing_is_left_of_a_line_that_is_given_up },
	{ 0 },
};
