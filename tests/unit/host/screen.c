/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "host/screen.h"

#include "base/bytes.h"
#include "test.h"

/* The dump of a screen whose first cells show TEXT in COLOUR; the rest is blank. */
static const char *dump_of(struct pool *pool, struct bytes text, unsigned colour)
{
	struct buf dump = { .pool = pool };

	for (unsigned i = 0; i < 1000; i++) {
		unsigned low = 2 * i < text.len ? text.data[2 * i] : ' ';
		unsigned high = 2 * i + 1 < text.len ? text.data[2 * i + 1] : ' ';

		if (i % 4 == 0)
			buf_addf(&dump, "%s%016x:", i ? "\r\n" : "", 0xb8000 + 4 * i);
		buf_addf(&dump, " 0x%02x%02x%02x%02x", colour, high, colour, low);
	}
	return bytes_str(pool, buf_bytes(&dump));
}

static void reads_rows(void)
{
	struct pool *pool = pool_new();
	char text[200];
	struct strs rows;

	memset(text, ' ', sizeof(text));
	memcpy(text, "GRUB loading.", 13);
	memcpy(text + 160, "\xb3grub rescue>", 13);
	rows = screen_rows(
		pool, dump_of(pool, (struct bytes){ (unsigned char *)text, 200 }, 0x07));
	EXPECT_INT(rows.count, 2);
	EXPECT_STR(rows.item[0], "GRUB loading.");
	EXPECT_STR(rows.item[1], "|grub rescue>");
	pool_free(pool);
}

static void knows_a_picture(void)
{
	struct pool *pool = pool_new();
	unsigned char text[2000];

	for (size_t i = 0; i < sizeof(text); i++)
		text[i] = (unsigned char)(i * 7);
	EXPECT_INT(
		screen_rows(pool, dump_of(pool, (struct bytes){ text, 2000 }, 7)).count,
		0);
	/* Readable by chance, but black on black. */
	memset(text, 'x', sizeof(text));
	EXPECT_INT(
		screen_rows(pool, dump_of(pool, (struct bytes){ text, 2000 }, 0)).count,
		0);
	pool_free(pool);
}

static void wants_a_whole_dump(void)
{
	struct pool *pool = pool_new();
	const char *dump = dump_of(pool, bytes_of("hello"), 7);

	EXPECT_INT(screen_rows(pool, dump).count, 1);
	EXPECT_INT(screen_rows(pool, dump + 40).count, 0);
	EXPECT_INT(screen_rows(pool, "").count, 0);
	EXPECT_INT(screen_rows(pool, "unknown command: 'xp' 0x").count, 0);
	pool_free(pool);
}

const struct test tests[] = {
	{ "reads rows", reads_rows },
	{ "knows a picture", knows_a_picture },
	{ "wants a whole dump", wants_a_whole_dump },
	{ 0 },
};
