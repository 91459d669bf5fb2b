/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Lines of fields between colons: passwd(5), shadow(5), group(5), gshadow(5).
 *
 * The one law: of two lines of one name the first counts, as for getpwnam(3); an edit
 * changes one field of one line.
 */
#pragma once

#include "format/text.h"

enum passwd_field {
	PASSWD_NAME,
	PASSWD_HASH,
	PASSWD_UID,
	PASSWD_GID,
	PASSWD_GECOS,
	PASSWD_HOME,
	PASSWD_SHELL,
};

enum shadow_field {
	SHADOW_NAME,
	SHADOW_HASH,
	SHADOW_CHANGED, /* days since 1970, as the next ones: */
	SHADOW_MIN,
	SHADOW_MAX, /* days a password is good for */
	SHADOW_WARN,
	SHADOW_INACTIVE, /* days after that in which it still lets in, to be changed */
	SHADOW_EXPIRE,   /* the day from which the account is closed */
	SHADOW_FLAG,
};

enum group_field { GROUP_NAME, GROUP_HASH, GROUP_GID, GROUP_MEMBERS };

enum {
	ACCOUNT_FIELDS = 9,   /* further ones belong to the last */
	ACCOUNTS_MAX = 20000, /* lines that are read */
};

struct account {
	unsigned line; /* from 1 */
	const char *name;
	struct span span; /* without the line end */
	struct span field[ACCOUNT_FIELDS];
	size_t count;
};

struct accounts {
	struct account *item;
	size_t count;
	bool too_many; /* there are more than ACCOUNTS_MAX */
};

/*
 * The lines of TEXT that have two fields or more; comments, and what refers to NIS ("+",
 * "-"), are passed over.  Never fails.
 */
struct accounts *accounts_parse(struct pool *pool, struct bytes text);

/* The first line of NAME, or NULL. */
const struct account *accounts_find(const struct accounts *accounts, const char *name);

/* FIELD of ACCOUNT, "" where there is none. */
const char *account_field(struct pool *pool, struct bytes text,
			  const struct account *account, size_t field);

/* The same as a number; -1 where it is none, or too large for days and ids. */
int64_t account_number(struct bytes text, const struct account *account, size_t field);

/* TEXT with VALUE, which holds no colon, in a FIELD that is there. */
struct bytes account_set(struct pool *pool, struct bytes text,
			 const struct account *account, size_t field, const char *value);
