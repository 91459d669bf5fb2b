/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "format/crypthash.h"

#include "test.h"

static void tells_schemes_apart(void)
{
	static const struct {
		const char *field;
		enum crypt_scheme scheme;
		bool locked;
	} fields[] = {
		{ "", CRYPT_EMPTY, false },
		{ "*", CRYPT_NEVER, false },
		{ "!", CRYPT_NEVER, false },
		{ "!!", CRYPT_NEVER, false },
		{ "!*", CRYPT_NEVER, false },
		{ "*LK*", CRYPT_NEVER, false },
		{ "x", CRYPT_NEVER, false },
		{ "rqXexS6ZhobKA", CRYPT_DES, false },
		{ "!rqXexS6ZhobKA", CRYPT_DES, true },
		{ "_J9..XXXXhP5DPk2hhHU", CRYPT_BSDI, false },
		{ "$1$abcdefgh$G/yPBFZzBOSzQVJdzrvpw0", CRYPT_MD5, false },
		{ "!!$6$salt$hash", CRYPT_SHA512, true },
		{ "$5$salt$hash", CRYPT_SHA256, false },
		{ "$2y$10$abcdefghijklmnopqrstuu", CRYPT_BCRYPT, false },
		{ "$y$j9T$abc$def", CRYPT_YESCRYPT, false },
		{ "$gy$j9T$abc$def", CRYPT_GOST_YESCRYPT, false },
		{ "$7$CU..../....abc$def", CRYPT_SCRYPT, false },
		{ "$md5,rounds=5000$abc$$def", CRYPT_SUNMD5, false },
		{ "$sha1$40000$jtNX3nZ2$def", CRYPT_SHA1, false },
		{ "$3$$8846f7eaee8fb117ad06bdd830b7586c", CRYPT_NT, false },
		{ "$9$what", CRYPT_NEVER, false },
	};

	for (size_t i = 0; i < sizeof(fields) / sizeof(*fields); i++) {
		struct crypthash hash = crypthash_parse(fields[i].field);

		EXPECT_STR(crypt_scheme_name(hash.scheme),
			   crypt_scheme_name(fields[i].scheme));
		EXPECT_INT(hash.locked, fields[i].locked);
	}
	EXPECT_STR(crypthash_parse("!!$6$a$b").hash, "$6$a$b");
}

/* The disk says how long a guess takes, so what is too long is never begun. */
static void knows_what_is_too_long(void)
{
	static const char *const endless[] = {
		"$6$rounds=999999999$salt$hash",
		"$5$rounds=200001$salt$hash",
		"$2b$31$abcdefghijklmnopqrstuu",
		"$2b",
		"$y$jFT$salt$hash", /* N = 2^18 */
		"$y$j9U$salt$hash", /* r = 33 */
		"$y$",
		"$y$j9T",
		"$y$j9TB$salt$hash",
		"$7$CU..../....abc$def",
	};

	for (size_t i = 0; i < sizeof(endless) / sizeof(*endless); i++)
		EXPECT_INT(crypthash_parse(endless[i]).cost, 0);
	EXPECT_INT(crypthash_parse("$6$salt$hash").cost, 4);
	EXPECT_INT(crypthash_parse("$6$rounds=65536$salt$hash").cost, 40);
	EXPECT_INT(crypthash_parse("$2b$10$abc").cost, 64);
	EXPECT_INT(crypthash_parse("$y$j9T$salt$hash").cost, 60);
	EXPECT_INT(crypthash_parse("*").cost, 0);
}

const struct test tests[] = {
	{ "tells schemes apart", tells_schemes_apart },
	{ "knows what is too long", knows_what_is_too_long },
	{ 0 },
};
