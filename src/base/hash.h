/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * SHA-256.
 *
 * The one law: it is nettle's, which has the processor do it where it can; that is eight
 * times as fast as plain C.
 */
#pragma once

#include <nettle/sha2.h>
#include <stddef.h>

enum { HASH_LEN = SHA256_DIGEST_SIZE, HASH_DIGITS = 2 * HASH_LEN + 1 };

/* What was put into HASH, in hexadecimal digits with a NUL; it is to be begun again. */
void hash_end(struct sha256_ctx *hash, char digits[HASH_DIGITS]);

/* The same of LEN bytes of DATA. */
void hash_digits(const void *data, size_t len, char digits[HASH_DIGITS]);

/* SUM gets the bytes of it. */
void hash_of(const void *data, size_t len, unsigned char sum[HASH_LEN]);
