/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "format/sshkey.h"

#include <errno.h>

#include "test.h"

#define BLOB "AAAAC3NzaC1lZDI1NTE5AAAAIAABAgMEBQYHCAkKCwwNDg8QERITFBUWFxgZGhscHR4f"

static void takes_public_keys_only(void)
{
	static const struct {
		const char *line, *why;
	} lines[] = {
		{ "ssh-ed25519 " BLOB " me", NULL },
		{ "  ssh-ed25519\t" BLOB "\r\n", NULL },
		{ "ssh-rsa " BLOB, "a public key that is damaged or cut off" },
		{ "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIAABAgME",
		  "a public key that is damaged or cut off" },
		{ "ssh-ed25519 " BLOB "=", "a public key that is damaged or cut off" },
		{ "ssh-ed25519", "a public key that is damaged or cut off" },
		{ "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5",
		  "a public key that is damaged or cut off" },
		{ "-----BEGIN OPENSSH PRIVATE KEY-----",
		  "a private key; the public one ends in .pub" },
		{ "---- BEGIN SSH2 PUBLIC KEY ----",
		  "a key in the format of RFC 4716; ssh-keygen -i converts it" },
		{ "command=\"x\" ssh-ed25519 " BLOB,
		  "no public key of a type that sshd takes" },
		{ "ssh-dss " BLOB, "no public key of a type that sshd takes" },
		{ "", "no public key of a type that sshd takes" },
	};
	struct pool *pool = pool_new();

	for (size_t i = 0; i < sizeof(lines) / sizeof(*lines); i++) {
		struct sshkey key;
		const char *why = NULL;
		int err = sshkey_parse(pool, bytes_of(lines[i].line), &key, &why);

		EXPECT_INT(err, lines[i].why ? -EINVAL : 0);
		if (lines[i].why)
			EXPECT_STR(why, lines[i].why);
		else
			EXPECT_STR(key.blob, BLOB);
	}
	pool_free(pool);
}

static void finds_a_key_among_others(void)
{
	struct pool *pool = pool_new();
	struct sshkey key;
	const char *why;

	EXPECT_INT(sshkey_parse(pool, bytes_of("ssh-ed25519 " BLOB " a b "), &key, &why),
		   0);
	EXPECT_STR(key.comment, "a b");
	EXPECT(sshkey_is_listed(bytes_of("x\nssh-ed25519 " BLOB), &key));
	EXPECT(sshkey_is_listed(bytes_of("from=\"a b\" ssh-ed25519 " BLOB " c\n"), &key));
	EXPECT(!sshkey_is_listed(bytes_of(" # ssh-ed25519 " BLOB "\n"), &key));
	EXPECT(!sshkey_is_listed(bytes_of("ssh-ed25519 " BLOB "A\n"), &key));
	EXPECT(!sshkey_is_listed(bytes_of(BLOB), &key));
	EXPECT(!sshkey_is_listed(bytes_of(""), &key));
	pool_free(pool);
}

const struct test tests[] = {
	{ "takes public keys only", takes_public_keys_only },
	{ "finds a key among others", finds_a_key_among_others },
	{ 0 },
};
