/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What can be told from the password field of shadow(5) without the password: crypt(5).
 *
 * The one law: nothing is computed here; a field that no scheme explains matches no
 * password.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>

enum crypt_scheme {
	CRYPT_NEVER, /* "*", "!", "!!": matches no password */
	CRYPT_EMPTY, /* none is asked for */
	CRYPT_DES,   /* the first eight characters only */
	CRYPT_BSDI,
	CRYPT_MD5,
	CRYPT_SUNMD5,
	CRYPT_SHA1,
	CRYPT_NT,
	CRYPT_BCRYPT,
	CRYPT_SCRYPT,
	CRYPT_SHA256,
	CRYPT_SHA512,
	CRYPT_YESCRYPT,
	CRYPT_GOST_YESCRYPT,
	CRYPT_SCHEMES
};

struct crypthash {
	enum crypt_scheme scheme;
	bool locked;      /* "!" stands before it: usermod(8) -L, passwd(1) -l */
	const char *hash; /* without that; points into the field */
	/*
	 * About how many milliseconds one guess takes; 0: too long, or too much memory,
	 * for anybody who does not own the disk.
	 */
	unsigned cost;
};

/* FIELD must live as long as what is returned. */
struct crypthash crypthash_parse(const char *field);

/* "SHA-512 ($6$)", for people. */
const char *crypt_scheme_name(enum crypt_scheme scheme);

/* "$6$"; "" for DES and what is none. */
const char *crypt_scheme_prefix(enum crypt_scheme scheme);
