/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "guest/passwords.h"

#include <crypt.h>
#include <ctype.h>
#include <errno.h>
#include <string.h>

#include "format/shellvars.h"
#include "guest/logins.h"

int password_matches(struct pool *pool, const char *password,
		     const struct crypthash *hash)
{
	struct crypt_data *data;
	const char *made;
	int same;

	if (!hash->cost)
		return -EOPNOTSUPP;
	data = pool_alloc(pool, sizeof(*data));
	made = crypt_rn(password, hash->hash, data, sizeof(*data));
	same = made && strcmp(made, hash->hash) == 0;
	explicit_bzero(data, sizeof(*data));
	return same;
}

int password_hash(struct pool *pool, const char *password, enum crypt_scheme scheme,
		  char **hash)
{
	char setting[CRYPT_GENSALT_OUTPUT_SIZE];
	struct crypt_data *data;
	const char *made;

	if (!crypt_gensalt_rn(crypt_scheme_prefix(scheme), 0, NULL, 0, setting,
			      sizeof(setting)))
		return -errno;
	data = pool_alloc(pool, sizeof(*data));
	made = crypt_rn(password, setting, data, sizeof(*data));
	*hash = pool_strdup(pool, made);
	explicit_bzero(data, sizeof(*data));
	return *hash ? 0 : -EINVAL;
}

static const struct {
	const char *word;
	enum crypt_scheme scheme;
} methods[] = {
	{ "yescrypt", CRYPT_YESCRYPT }, { "gost_yescrypt", CRYPT_YESCRYPT },
	{ "sha512", CRYPT_SHA512 },     { "sha256", CRYPT_SHA256 },
	{ "md5", CRYPT_MD5 },           { "blowfish", CRYPT_SHA512 },
	{ "bcrypt", CRYPT_SHA512 },
};

static enum crypt_scheme method_named(const char *word)
{
	for (size_t i = 0; i < sizeof(methods) / sizeof(*methods); i++)
		if (strcasecmp(methods[i].word, word) == 0)
			return methods[i].scheme;
	return CRYPT_NEVER;
}

/* A "password" line of pam.d(5) with pam_unix names the method among its options. */
static enum crypt_scheme method_of_line(struct pool *pool, struct bytes line)
{
	struct strs word = strs_words(pool, bytes_str(pool, line));
	bool is_unix = false;

	if (word.count < 3 ||
	    strcmp(word.item[0] + (word.item[0][0] == '-'), "password") != 0)
		return CRYPT_NEVER;
	for (size_t i = 1; i < word.count; i++) {
		enum crypt_scheme scheme = method_named(word.item[i]);

		is_unix |= strstr(word.item[i], "pam_unix") != NULL;
		if (is_unix && scheme != CRYPT_NEVER)
			return scheme;
	}
	return CRYPT_NEVER;
}

static enum crypt_scheme scheme_of_pam(struct guest *guest, const char **says)
{
	static const char *const files[] = { "/etc/pam.d/common-password",
					     "/etc/pam.d/system-auth",
					     "/etc/pam.d/passwd" };

	for (size_t i = 0; i < sizeof(files) / sizeof(*files); i++) {
		struct bytes text, line;

		if (tree_read(guest->tree, files[i], &text) < 0)
			continue;
		for (int n = 0; n < 1000 && bytes_line(&text, &line); n++) {
			enum crypt_scheme scheme = method_of_line(guest->pool, line);

			*says = files[i];
			if (scheme != CRYPT_NEVER)
				return scheme;
		}
	}
	return CRYPT_NEVER;
}

/* login.defs(5): words between blanks; the last line of a name counts. */
static enum crypt_scheme scheme_of_login_defs(struct guest *guest, const char **says)
{
	enum crypt_scheme scheme = CRYPT_NEVER;
	struct bytes text, line;

	*says = "/etc/login.defs";
	if (tree_read(guest->tree, *says, &text) < 0 &&
	    tree_read(guest->tree, "/usr/etc/login.defs", &text) < 0)
		return scheme;
	for (int n = 0; n < 5000 && bytes_line(&text, &line); n++) {
		struct strs word = strs_words(guest->pool, bytes_str(guest->pool, line));

		if (word.count < 2)
			continue;
		if (strcmp(word.item[0], "ENCRYPT_METHOD") == 0)
			scheme = method_named(word.item[1]);
		else if (strcmp(word.item[0], "MD5_CRYPT_ENAB") == 0 &&
			 strcmp(word.item[1], "yes") == 0 && scheme == CRYPT_NEVER)
			scheme = CRYPT_MD5;
	}
	return scheme;
}

static enum crypt_scheme scheme_of_others(struct guest *guest, const char **says)
{
	struct logins logins = guest_logins(guest);
	enum crypt_scheme best = CRYPT_NEVER;

	*says = LOGINS_SHADOW;
	for (size_t i = 0; i < logins.count; i++) {
		enum crypt_scheme one = logins.item[i].hash.scheme;

		if ((one == CRYPT_MD5 || one == CRYPT_SHA256 || one == CRYPT_SHA512 ||
		     one == CRYPT_YESCRYPT) &&
		    one > best)
			best = one;
	}
	return best;
}

/* Whether the guest's own libcrypt names the scheme; true where it is not found. */
static bool is_understood(struct guest *guest, enum crypt_scheme scheme)
{
	static const char *const dirs[] = { "/usr/lib64", "/lib64",
					    "/usr/lib/x86_64-linux-gnu",
					    "/lib/x86_64-linux-gnu", "/usr/lib" };
	bool any = false;

	for (size_t d = 0; d < sizeof(dirs) / sizeof(*dirs); d++) {
		struct strs found = tree_match(guest->tree, dirs[d], "libcrypt.so.*");

		for (size_t i = 0; i < found.count; i++) {
			struct bytes program;

			if (!tree_has_text(guest->tree, found.item[i], &program))
				continue;
			any = true;
			if (bytes_find(program, bytes_of(crypt_scheme_prefix(scheme)),
				       0) >= 0)
				return true;
		}
	}
	return !any;
}

enum crypt_scheme password_scheme(struct guest *guest, const char **says)
{
	enum crypt_scheme scheme = scheme_of_pam(guest, says);

	if (scheme == CRYPT_NEVER)
		scheme = scheme_of_login_defs(guest, says);
	if (scheme == CRYPT_NEVER)
		scheme = scheme_of_others(guest, says);
	if (scheme == CRYPT_YESCRYPT && !is_understood(guest, scheme))
		scheme = CRYPT_NEVER;
	if (scheme != CRYPT_NEVER)
		return scheme;
	*says = "nothing else said";
	return CRYPT_SHA512;
}

/*
 * The special characters that every cloud's page lists: Huawei's set, all of which are in
 * Alibaba's too.
 */
static const char special[] = "!@$%^-_=+[{}]:,./?";

static unsigned classes_of(const char *password)
{
	bool upper = false, lower = false, digit = false, other = false;

	for (; *password; password++) {
		unsigned char c = (unsigned char)*password;

		upper |= c >= 'A' && c <= 'Z';
		lower |= c >= 'a' && c <= 'z';
		digit |= c >= '0' && c <= '9';
		other |= strchr(special, c) != NULL;
	}
	return (unsigned)upper + (unsigned)lower + (unsigned)digit + (unsigned)other;
}

const char *password_refused(struct pool *pool, const struct profile *profile,
			     const char *password)
{
	size_t len = strlen(password);

	if (len == 0)
		return "it is empty";
	if (len > PASSWORD_MAX)
		return "it is too long for crypt(3)";
	if (strpbrk(password, "\n\r"))
		return "it holds a line end";
	if (len < profile->password_length_min)
		return pool_printf(pool, "it is shorter than %u characters",
				   profile->password_length_min);
	if (profile->password_length_max && len > profile->password_length_max)
		return pool_printf(pool, "it is longer than %u characters",
				   profile->password_length_max);
	if (classes_of(password) < profile->password_classes)
		return pool_printf(pool,
				   "it must have %u of: upper case, lower case, digits, "
				   "and %s",
				   profile->password_classes, special);
	return NULL;
}
