/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "format/crypthash.h"

#include <stdlib.h>
#include <string.h>

enum {
	DES_LEN = 13,
	BSDI_LEN = 20,
	ROUNDS_DEFAULT = 5000, /* of SHA-256 and SHA-512, about 3 ms */
	ROUNDS_MAX = 200000,
	BCRYPT_MAX = 11, /* log2 of its rounds; each one doubles the time */
};

static const char alphabet[] =
	"./0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

static const struct scheme {
	const char *name, *prefix;
} schemes[CRYPT_SCHEMES] = {
	[CRYPT_NEVER] = { "no password", "" },
	[CRYPT_EMPTY] = { "an empty password", "" },
	[CRYPT_DES] = { "DES", "" },
	[CRYPT_BSDI] = { "BSDi's DES (_)", "_" },
	[CRYPT_MD5] = { "MD5 ($1$)", "$1$" },
	[CRYPT_SUNMD5] = { "Sun's MD5 ($md5)", "$md5" },
	[CRYPT_SHA1] = { "SHA-1 ($sha1)", "$sha1" },
	[CRYPT_NT] = { "NT's MD4 ($3$)", "$3$" },
	[CRYPT_BCRYPT] = { "bcrypt ($2$)", "$2" },
	[CRYPT_SCRYPT] = { "scrypt ($7$)", "$7$" },
	[CRYPT_SHA256] = { "SHA-256 ($5$)", "$5$" },
	[CRYPT_SHA512] = { "SHA-512 ($6$)", "$6$" },
	[CRYPT_YESCRYPT] = { "yescrypt ($y$)", "$y$" },
	[CRYPT_GOST_YESCRYPT] = { "gost-yescrypt ($gy$)", "$gy$" },
};

const char *crypt_scheme_name(enum crypt_scheme scheme)
{
	return schemes[scheme].name;
}

const char *crypt_scheme_prefix(enum crypt_scheme scheme)
{
	return schemes[scheme].prefix;
}

static bool starts(const char *s, const char *prefix)
{
	return strncmp(s, prefix, strlen(prefix)) == 0;
}

static enum crypt_scheme scheme_of(const char *hash)
{
	size_t plain = strspn(hash, alphabet);

	if (!*hash)
		return CRYPT_EMPTY;
	if (plain == DES_LEN && !hash[plain])
		return CRYPT_DES;
	if (hash[0] == '_' && strlen(hash) == BSDI_LEN &&
	    strspn(hash + 1, alphabet) == BSDI_LEN - 1)
		return CRYPT_BSDI;
	for (int i = CRYPT_MD5; i < CRYPT_SCHEMES; i++)
		if (starts(hash, schemes[i].prefix))
			return (enum crypt_scheme)i;
	return CRYPT_NEVER;
}

static unsigned sha_cost(const char *hash)
{
	static const char word[] = "rounds=";
	unsigned long rounds = ROUNDS_DEFAULT;

	if (starts(hash + 3, word))
		rounds = strtoul(hash + 3 + strlen(word), NULL, 10);
	if (rounds > ROUNDS_MAX)
		return 0;
	return (unsigned)(3 * rounds / ROUNDS_DEFAULT) + 1;
}

static unsigned bcrypt_cost(const char *hash)
{
	const char *digits = strchr(hash + 1, '$');
	unsigned long log2 = digits ? strtoul(digits + 1, NULL, 10) : 0;

	return log2 < 4 || log2 > BCRYPT_MAX ? 0 : 1u << (log2 - 4);
}

/*
 * "$y$j9T$": a letter of flags, log2 of N less one, r less one.  Up to what passwd(1)
 * makes by itself, 16 MiB: one character each, in yescrypt's own alphabet.
 */
static unsigned yescrypt_cost(const char *hash)
{
	const char *n = hash[3] ? strchr(alphabet, hash[4]) : NULL;
	const char *r = n && *n ? strchr(alphabet, hash[5]) : NULL;

	if (hash[3] != 'j' || !r || !*r || hash[6] != '$')
		return 0;
	return n - alphabet + 1 <= 12 && r - alphabet + 1 <= 32 ? 60 : 0;
}

static unsigned cost_of(enum crypt_scheme scheme, const char *hash)
{
	switch (scheme) {
	case CRYPT_DES:
	case CRYPT_MD5:
		return 1;
	case CRYPT_SHA256:
	case CRYPT_SHA512:
		return sha_cost(hash);
	case CRYPT_BCRYPT:
		return bcrypt_cost(hash);
	case CRYPT_YESCRYPT:
		return yescrypt_cost(hash);
	default:
		return 0;
	}
}

struct crypthash crypthash_parse(const char *field)
{
	size_t marks = strspn(field, "!");
	struct crypthash hash = { .hash = field + marks, .scheme = scheme_of(field) };

	if (marks && field[marks]) {
		hash.scheme = scheme_of(field + marks);
		hash.locked = hash.scheme != CRYPT_NEVER;
	}
	hash.cost = cost_of(hash.scheme, hash.hash);
	return hash;
}
