/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "app/meter.h"

#include "test.h"

static const char *text_of(uint64_t done, uint64_t total, double seconds)
{
	static char text[80];

	meter_text(text, sizeof(text), done, total, seconds);
	return text;
}

static void tells_rate_and_rest(void)
{
	const uint64_t gib = 1 << 30;

	EXPECT_STR(text_of(3 * gib, 12 * gib, 10),
		   "3.0 of 12.0 GiB, 307 MiB/s, 0:30 left");
	EXPECT_STR(text_of(100 << 20, 500 << 20, 60),
		   "100.0 of 500.0 MiB, 2 MiB/s, 4:00 left");
	EXPECT_STR(text_of(gib, 2048 * gib, 10),
		   "0.0 of 2.0 TiB, 102 MiB/s, 341:10 left");
	EXPECT_STR(text_of(4096, 4096, 1), "4.0 of 4.0 KiB, 0 MiB/s, 0:00 left");
}

static void guesses_nothing(void)
{
	EXPECT_STR(text_of(0, 1 << 20, 0), "0.0 of 1.0 MiB");
	EXPECT_STR(text_of(1 << 19, 1 << 20, 0.1), "0.5 of 1.0 MiB");
	EXPECT_STR(text_of(0, 1 << 20, 5), "0.0 of 1.0 MiB");
	EXPECT_STR(text_of(0, 0, 5), "0.0 of 0.0 KiB");
}

const struct test tests[] = {
	{ "tells_rate_and_rest", tells_rate_and_rest },
	{ "guesses_nothing", guesses_nothing },
	{ 0 },
};
