/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "engine/check.h"

#include "test.h"

/* Two boot entries share an image: the finding is as bad as for the worse one. */
static void keeps_the_worst(void)
{
	static const struct rule rule = { .id = "x", .severity = UNBOOTABLE };
	struct pool *pool = pool_new();
	struct check check = { .pool = pool, .rule = &rule };

	check_finding_as(&check, DEGRADED, "/a", 1, "x", "%s", "lesser");
	check_finding_as(&check, NOTE, "/a", 2, "x", "again");
	EXPECT_INT(check.count, 1);
	EXPECT_INT(check.finding[0].severity, DEGRADED);
	EXPECT_STR(check.finding[0].text, "lesser");
	check_finding(&check, "/a", 3, "x", "worse");
	check_finding_as(&check, NOTE, "/a", 3, "y", "another");
	EXPECT_INT(check.count, 2);
	EXPECT_INT(check.finding[0].severity, UNBOOTABLE);
	EXPECT_STR(check.finding[0].text, "worse");
	EXPECT_INT(check.finding[1].severity, NOTE);
	EXPECT_INT(check.verdict, FINDING);
	pool_free(pool);
}

const struct test tests[] = {
	{ "a finding said twice keeps the worst", keeps_the_worst },
	{ 0 },
};
