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

const struct test tests[] = {
	{ "compares by numbers", compares_by_numbers },
	{ 0 },
};
