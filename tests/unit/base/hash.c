/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "base/hash.h"
#include "test.h"

/* FIPS 180-2, appendix B: "abc", and two blocks. */
static void as_in_the_standard(void)
{
	char digits[HASH_DIGITS];
	unsigned char sum[HASH_LEN];
	struct sha256_ctx hash;

	hash_digits("abc", 3, digits);
	EXPECT_STR(digits,
		   "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
	hash_of("abc", 3, sum);
	EXPECT_INT(sum[0], 0xba);
	EXPECT_INT(sum[HASH_LEN - 1], 0xad);
	sha256_init(&hash);
	for (int i = 0; i < 1000000; i += 1000) {
		static char a[1000];

		memset(a, 'a', sizeof(a));
		sha256_update(&hash, sizeof(a), (const uint8_t *)a);
	}
	hash_end(&hash, digits);
	EXPECT_STR(digits,
		   "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0");
}

const struct test tests[] = {
	{ "as_in_the_standard", as_in_the_standard },
	{ 0 },
};
