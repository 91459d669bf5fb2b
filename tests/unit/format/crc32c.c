/* SPDX-License-Identifier: GPL-2.0-or-later */
/* RFC 3720, appendix B.4. */
#include "format/crc32c.h"

#include "test.h"

static void as_the_rfc_says(void)
{
	unsigned char data[32] = { 0 };

	EXPECT_INT(crc32c(0, bytes_of("123456789")), 0xe3069283);
	EXPECT_INT(crc32c(0, (struct bytes){ data, sizeof(data) }), 0x8a9136aa);
	memset(data, 0xff, sizeof(data));
	EXPECT_INT(crc32c(0, (struct bytes){ data, sizeof(data) }), 0x62a8ab43);
	for (unsigned char i = 0; i < sizeof(data); i++)
		data[i] = i;
	EXPECT_INT(crc32c(0, (struct bytes){ data, sizeof(data) }), 0x46dd794e);
}

static void in_pieces(void)
{
	struct bytes all = bytes_of("what is summed in pieces has the same sum");

	for (size_t i = 0; i <= all.len; i++)
		EXPECT_INT(crc32c(crc32c(0, bytes_slice(all, 0, i)),
				  bytes_slice(all, i, all.len)),
			   crc32c(0, all));
}

const struct test tests[] = {
	{ "as the RFC says", as_the_rfc_says },
	{ "in pieces", in_pieces },
	{ 0 },
};
