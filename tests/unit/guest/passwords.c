/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "guest/passwords.h"

#include <errno.h>

#include "made.h"

static void hashes_match_their_password(void)
{
	static const enum crypt_scheme schemes[] = { CRYPT_MD5, CRYPT_SHA256,
						     CRYPT_SHA512, CRYPT_YESCRYPT };
	struct pool *pool = pool_new();
	struct crypthash hash;
	char *first, *second;

	for (size_t i = 0; i < sizeof(schemes) / sizeof(*schemes); i++) {
		EXPECT_INT(password_hash(pool, "Right1!", schemes[i], &first), 0);
		EXPECT_INT(password_hash(pool, "Right1!", schemes[i], &second), 0);
		EXPECT(strcmp(first, second) != 0);
		hash = crypthash_parse(first);
		EXPECT_INT(hash.scheme, schemes[i]);
		EXPECT_INT(password_matches(pool, "Right1!", &hash), 1);
		EXPECT_INT(password_matches(pool, "Right1?", &hash), 0);
	}
	hash = crypthash_parse("$6$rounds=999999999$salt$hash");
	EXPECT_INT(password_matches(pool, "x", &hash), -EOPNOTSUPP);
	hash = crypthash_parse("*");
	EXPECT_INT(password_matches(pool, "x", &hash), -EOPNOTSUPP);
	pool_free(pool);
}

static void expect_scheme(const char *files, enum crypt_scheme scheme, const char *by)
{
	struct made *made = made_open(files);
	const char *says;

	EXPECT_STR(crypt_scheme_name(password_scheme(&made->guest, &says)),
		   crypt_scheme_name(scheme));
	EXPECT_STR(says, by);
	made_close(made);
}

static void the_guest_says_how(void)
{
	expect_scheme("etc/pam.d/common-password = # unix md5\\npassword\t[success=1 "
		      "default=ignore]\tpam_unix.so obscure yescrypt\\n\n"
		      "etc/login.defs = ENCRYPT_METHOD SHA512\\n",
		      CRYPT_YESCRYPT, "/etc/pam.d/common-password");
	expect_scheme(
		"etc/pam.d/system-auth = auth sufficient pam_unix.so md5\\npassword "
		"sufficient pam_unix.so sha512 shadow nullok\\n",
		CRYPT_SHA512, "/etc/pam.d/system-auth");
	expect_scheme("etc/pam.d/common-password = password required pam_unix.so "
		      "use_authtok shadow\\n\n"
		      "etc/login.defs = #ENCRYPT_METHOD MD5\\nENCRYPT_METHOD sha256\\n",
		      CRYPT_SHA256, "/etc/login.defs");
	expect_scheme("etc/login.defs = MD5_CRYPT_ENAB yes\\n", CRYPT_MD5,
		      "/etc/login.defs");
	expect_scheme("etc/passwd = a:x:0:0:::\\nb:x:1:1:::\\n\n"
		      "etc/shadow = a:$5$s$h:1\\nb:abP7OZ21Igc8k:1\\n",
		      CRYPT_SHA256, "/etc/shadow");
	expect_scheme("etc/os-release", CRYPT_SHA512, "nothing else said");
}

/* A hash that the guest's libcrypt does not know would lock the account. */
static void only_what_the_guest_understands(void)
{
	expect_scheme("etc/login.defs = ENCRYPT_METHOD YESCRYPT\\n\n"
		      "usr/lib64/libcrypt.so.1 = ...$6$...$5$...\n",
		      CRYPT_SHA512, "nothing else said");
	expect_scheme("etc/login.defs = ENCRYPT_METHOD YESCRYPT\\n\n"
		      "usr/lib64/libcrypt.so.2 = ...$6$...$y$...\n",
		      CRYPT_YESCRYPT, "/etc/login.defs");
}

static void the_profile_may_refuse(void)
{
	struct pool *pool = pool_new();
	struct profile profile = { .password_length_min = 8,
				   .password_length_max = 30,
				   .password_classes = 4 };
	struct profile any = { 0 };

	EXPECT(!password_refused(pool, &profile, "Abcdef1!"));
	EXPECT_STR(password_refused(pool, &profile, "Abcde1!"),
		   "it is shorter than 8 characters");
	EXPECT_STR(password_refused(pool, &profile, "Abcdefghijabcdefghijabcdefghij1!"),
		   "it is longer than 30 characters");
	EXPECT(password_refused(pool, &profile, "Abcdefg1") != NULL);
	EXPECT(password_refused(pool, &profile, "Abcdefg1~") != NULL);
	EXPECT(!password_refused(pool, &any, "a"));
	EXPECT_STR(password_refused(pool, &any, ""), "it is empty");
	EXPECT_STR(password_refused(pool, &any, "a\r"), "it holds a line end");
	pool_free(pool);
}

const struct test tests[] = {
	{ "hashes match their password", hashes_match_their_password },
	{ "the guest says how", the_guest_says_how },
	{ "only what the guest understands", only_what_the_guest_understands },
	{ "the profile may refuse", the_profile_may_refuse },
	{ 0 },
};
