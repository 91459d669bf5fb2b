/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "base/hash.h"

void hash_end(struct sha256_ctx *hash, char digits[HASH_DIGITS])
{
	static const char hex[] = "0123456789abcdef";
	unsigned char sum[HASH_LEN];

	sha256_digest(hash, sizeof(sum), sum);
	for (size_t i = 0; i < sizeof(sum); i++) {
		digits[2 * i] = hex[sum[i] >> 4];
		digits[2 * i + 1] = hex[sum[i] & 15];
	}
	digits[2 * sizeof(sum)] = '\0';
}

void hash_digits(const void *data, size_t len, char digits[HASH_DIGITS])
{
	struct sha256_ctx hash;

	sha256_init(&hash);
	sha256_update(&hash, len, data);
	hash_end(&hash, digits);
}

void hash_of(const void *data, size_t len, unsigned char sum[HASH_LEN])
{
	struct sha256_ctx hash;

	sha256_init(&hash);
	sha256_update(&hash, len, data);
	sha256_digest(&hash, HASH_LEN, sum);
}
