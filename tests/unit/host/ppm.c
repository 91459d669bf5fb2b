/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "host/ppm.h"

#include <errno.h>
#include <zlib.h>

#include "test.h"

static const char two_pixels[] = "P6\n# by QEMU\n2 1\n255\n\n\x02\x03\x04\x05\x06";

static struct bytes file(void)
{
	return (struct bytes){ (const unsigned char *)two_pixels,
			       sizeof(two_pixels) - 1 };
}

static void reads_a_picture(void)
{
	struct ppm ppm;

	EXPECT_INT(ppm_parse(file(), &ppm), 0);
	EXPECT_INT(ppm.width, 2);
	EXPECT_INT(ppm.height, 1);
	EXPECT_INT(ppm.pixels.len, 6);
	/* A pixel may look like the blank that ends the header. */
	EXPECT_INT(ppm.pixels.data[0], '\n');
}

static void refuses_what_does_not_fit(void)
{
	static const char *const wrong[] = {
		"",
		"P6",
		"P5 1 1 255 abc",
		"P6 1 1 65535 abcdef",
		"P6 1 1 255",
		"P6 1 1 255 ab",
		"P6 0 1 255 abc",
		"P6 99999999999999999999 1 255 abc",
		"P6 -1 1 255 abc",
		"P6 1 # 255 abc",
	};
	struct ppm ppm;

	for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++)
		EXPECT_INT(ppm_parse(bytes_of(wrong[i]), &ppm), -EBADMSG);
	for (size_t len = 0; len < file().len; len++)
		EXPECT_INT(ppm_parse(bytes_slice(file(), 0, len), &ppm), -EBADMSG);
}

static void counts_differences(void)
{
	struct ppm a, b;

	EXPECT_INT(ppm_parse(bytes_of("P6 2 1 255 abcdef"), &a), 0);
	EXPECT_INT(ppm_parse(bytes_of("P6 2 1 255 abcdeF"), &b), 0);
	EXPECT_INT(ppm_difference(&a, &a), 0);
	EXPECT_INT(ppm_difference(&a, &b), 1);
	EXPECT_INT(ppm_parse(bytes_of("P6 1 2 255 abcdef"), &b), 0);
	EXPECT_INT(ppm_difference(&a, &b), 2);
}

static void writes_png(void)
{
	struct pool *pool = pool_new();
	unsigned char rows[7];
	uLongf len = sizeof(rows);
	struct bytes png;
	struct ppm ppm;
	size_t packed;

	EXPECT_INT(ppm_parse(file(), &ppm), 0);
	png = ppm_to_png(pool, &ppm);
	EXPECT(memcmp(png.data, "\x89PNG\r\n\x1a\n\0\0\0\x0dIHDR\0\0\0\x02\0\0\0\x01",
		      24) == 0);
	packed = (size_t)png.data[35] << 8 | png.data[36];
	EXPECT_INT(png.len, 8 + 25 + 12 + packed + 12);
	EXPECT_INT(uncompress(rows, &len, png.data + 41, (uLong)packed), Z_OK);
	EXPECT(len == 7 && rows[0] == 0 && memcmp(rows + 1, ppm.pixels.data, 6) == 0);
	/* The checksum of IEND is the same in every PNG. */
	EXPECT(memcmp(png.data + png.len - 4, "\xae\x42\x60\x82", 4) == 0);
	pool_free(pool);
}

const struct test tests[] = {
	{ "reads a picture", reads_a_picture },
	{ "refuses what does not fit", refuses_what_does_not_fit },
	{ "counts differences", counts_differences },
	{ "writes png", writes_png },
	{ 0 },
};
