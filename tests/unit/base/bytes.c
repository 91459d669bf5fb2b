/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "base/bytes.h"

#include "test.h"

static void knows_zeroes(void)
{
	unsigned char data[100] = { 0 };

	EXPECT(all_zero(data, sizeof(data)));
	EXPECT(all_zero(data, 0));
	data[99] = 1;
	EXPECT(!all_zero(data, sizeof(data)));
	EXPECT(all_zero(data, 99));
	data[0] = 1;
	EXPECT(!all_zero(data, 1));
	EXPECT(bytes_are_zero((struct bytes){ 0 }));
	EXPECT(bytes_are_zero((struct bytes){ data + 1, 98 }));
	EXPECT(!bytes_are_zero((struct bytes){ data + 1, 99 }));
}

const struct test tests[] = {
	{ "knows zeroes", knows_zeroes },
	{ 0 },
};
