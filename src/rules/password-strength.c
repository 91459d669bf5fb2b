/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "engine/rule.h"

#include "guest/logins.h"

/*
 * How long a password is and what it is made of cannot be told from its hash, and is not
 * guessed.  What can be: that there is none, and how little the scheme withstands.
 * Nobody's password is changed here.
 */

enum { NAMES_MAX = 8 }; /* the others are counted */

static const struct kind {
	const char *subject, *text;
	enum severity severity;
	unsigned schemes; /* set, 1 << enum crypt_scheme */
} kinds[] = {
	{ "empty", "no password is asked of", DEGRADED, 1 << CRYPT_EMPTY },
	{ "DES", "only the first eight characters count (DES), of", DEGRADED,
	  1 << CRYPT_DES },
	{ "weak", "quickly guessed once the disk is read (MD5 and its like), of", NOTE,
	  1 << CRYPT_MD5 | 1 << CRYPT_BSDI | 1 << CRYPT_SUNMD5 | 1 << CRYPT_SHA1 |
		  1 << CRYPT_NT },
};

static bool is_of(const struct kind *kind, const struct login *login)
{
	return !login->no_shell && !login->closed && !login->hash.locked &&
	       (kind->schemes & 1u << login->hash.scheme);
}

static void judge(struct check *check, struct guest *guest, const struct logins *logins,
		  const struct kind *kind)
{
	struct strs names = { .pool = guest->pool };
	const struct login *first = NULL;
	size_t count = 0;

	for (size_t i = 0; i < logins->count; i++) {
		if (!is_of(kind, &logins->item[i]))
			continue;
		first = first ? first : &logins->item[i];
		if (count++ < NAMES_MAX)
			strs_add(&names, logins->item[i].name);
	}
	if (count > NAMES_MAX)
		strs_addf(&names, "and %zu more", count - NAMES_MAX);
	if (first)
		check_finding_as(check, kind->severity, first->hash_file,
				 first->hash_line, kind->subject, "%s %s", kind->text,
				 strs_join(&names, ", "));
}

static void detect(struct check *check, struct guest *guest)
{
	struct logins logins = guest_logins(guest);

	if (logins.problem)
		check_cannot_look(check, "%s", logins.problem);
	for (size_t i = 0; i < sizeof(kinds) / sizeof(*kinds); i++)
		judge(check, guest, &logins, &kinds[i]);
}

const struct rule rule_password_strength = {
	.id = "password-strength",
	.title = "a password is missing, or stored in a weak way",
	.why = "anybody who reaches the machine's login, or reads its disk, gets in",
	.see = "Huawei IMS, external image files; Alibaba Cloud, notes on importing "
	       "images: rules of passwords; crypt(5)",
	.severity = DEGRADED,
	.stage = STAGE_LOGIN,
	.needs = GUEST_LINUX,
	.detect = detect,
};
