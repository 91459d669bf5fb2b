/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A unit test is a program of TEST() functions; each expectation that fails is printed
 * with its place and the test fails.  The last line is what tests/run adds up.
 */
#pragma once

#include <stdbool.h>
#include <stdio.h>
#include <string.h>

struct test {
	const char *name;
	void (*run)(void);
};

extern const struct test tests[];

static int test_failures;

#define EXPECT(condition)     test_expect((condition), #condition, __FILE__, __LINE__)
#define EXPECT_STR(got, want) test_expect_str((got), (want), __FILE__, __LINE__)
#define EXPECT_INT(got, want)                                                            \
	test_expect_int((long long)(got), (long long)(want), #got, __FILE__, __LINE__)

static inline bool test_expect(bool good, const char *what, const char *file, int line)
{
	if (!good) {
		printf("%s:%d: expected %s\n", file, line, what);
		test_failures++;
	}
	return good;
}

static inline bool test_expect_str(const char *got, const char *want, const char *file,
				   int line)
{
	if (got && want && strcmp(got, want) == 0)
		return true;
	printf("%s:%d: got  \"%s\"\n%s:%d: want \"%s\"\n", file, line,
	       got ? got : "(null)", file, line, want ? want : "(null)");
	test_failures++;
	return false;
}

static inline bool test_expect_int(long long got, long long want, const char *what,
				   const char *file, int line)
{
	if (got == want)
		return true;
	printf("%s:%d: %s is %lld, want %lld\n", file, line, what, got, want);
	test_failures++;
	return false;
}

int main(void)
{
	int passed = 0, failed = 0;

	for (const struct test *test = tests; test->run; test++) {
		int before = test_failures;

		test->run();
		if (test_failures == before) {
			passed++;
			continue;
		}
		failed++;
		printf("FAIL %s\n", test->name);
	}
	printf("%d passed, %d failed\n", passed, failed);
	return failed != 0;
}
