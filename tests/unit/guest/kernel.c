/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "guest/kernel.h"

#include "test.h"

static void compares_by_numbers(void)
{
	EXPECT(kernel_compare("2.6.9-89.EL", "2.6.18-128") < 0);
	EXPECT(kernel_compare("2.6.18-8.el5", "2.6.18-128") < 0);
	EXPECT(kernel_compare("2.6.18-194.el5", "2.6.18-128") > 0);
	EXPECT(kernel_compare("2.6.32-504.el6.x86_64", "2.6.32-504") == 0);
	EXPECT(kernel_compare("2.6.16.60-0.85.1-smp", "2.6.16.60-0.85.1") == 0);
	EXPECT(kernel_compare("2.6.16.60-0.21-smp", "2.6.16.60-0.85.1") < 0);
	EXPECT(kernel_compare("3.10.0-1160.el7.x86_64", "3.9.11") > 0);
	EXPECT(kernel_compare("6.1", "6.1.0-18-amd64") < 0);
	EXPECT(kernel_compare("6.1", "6.1.0") == 0);
	EXPECT(kernel_compare("lts", "1") < 0);
	EXPECT(kernel_compare("99999999999999999999.1", "6.1") > 0);
}

static void knows_series_that_got_the_drivers_later(void)
{
	struct pool *pool = pool_new();
	struct strs minimum = strs_words(pool, "2.6.25 2.6.18-128 2.6.16.60-0.85.1"),
		    none = { 0 };

	EXPECT_STR(kernel_too_old("2.6.9-89.EL", &minimum), "2.6.25");
	EXPECT_STR(kernel_too_old("2.6.24-32-server", &minimum), "2.6.25");
	EXPECT(!kernel_too_old("2.6.25", &minimum));
	EXPECT(!kernel_too_old("6.1.0-18-amd64", &minimum));
	EXPECT_STR(kernel_too_old("2.6.18-92.el5", &minimum), "2.6.18-128");
	EXPECT(!kernel_too_old("2.6.18-398.el5", &minimum));
	EXPECT_STR(kernel_too_old("2.6.16.60-0.21-smp", &minimum), "2.6.16.60-0.85.1");
	EXPECT(!kernel_too_old("2.6.16.60-0.103.1-default", &minimum));
	EXPECT(!kernel_too_old("2.4.21", &none));
	pool_free(pool);
}

const struct test tests[] = {
	{ "compares by numbers", compares_by_numbers },
	{ "knows series that got the drivers later",
	  knows_series_that_got_the_drivers_later },
	{ 0 },
};
