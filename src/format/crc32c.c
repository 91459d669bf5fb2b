/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "format/crc32c.h"

#define POLYNOMIAL 0x82f63b78u /* its bits reversed */

/* Of 8 bytes at a time: table N is a byte with N zero bytes behind it. */
static uint32_t tables[8][256];

static void make_tables(void)
{
	for (unsigned i = 0; i < 256; i++) {
		uint32_t crc = i;

		for (int bit = 0; bit < 8; bit++)
			crc = crc & 1 ? crc >> 1 ^ POLYNOMIAL : crc >> 1;
		tables[0][i] = crc;
	}
	for (unsigned i = 0; i < 256; i++)
		for (int n = 1; n < 8; n++)
			tables[n][i] = tables[n - 1][i] >> 8 ^
				       tables[0][tables[n - 1][i] & 0xff];
}

static uint32_t eight(uint32_t crc, const unsigned char *p)
{
	uint32_t low = le32(p) ^ crc, high = le32(p + 4);

	return tables[7][low & 0xff] ^ tables[6][low >> 8 & 0xff] ^
	       tables[5][low >> 16 & 0xff] ^ tables[4][low >> 24] ^
	       tables[3][high & 0xff] ^ tables[2][high >> 8 & 0xff] ^
	       tables[1][high >> 16 & 0xff] ^ tables[0][high >> 24];
}

uint32_t crc32c(uint32_t crc, struct bytes data)
{
	size_t at = 0;

	if (!tables[0][1])
		make_tables();
	crc = ~crc;
	for (; at + 8 <= data.len; at += 8)
		crc = eight(crc, data.data + at);
	for (; at < data.len; at++)
		crc = crc >> 8 ^ tables[0][(crc ^ data.data[at]) & 0xff];
	return ~crc;
}
