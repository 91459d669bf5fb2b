/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The accounts of a guest, /etc/passwd joined with /etc/shadow, as somebody meets them
 * who wants to log in.
 *
 * The one law: an account lets in only where its shell is a shell, its password is one
 * that crypt(3) can match, and neither has run out.
 */
#pragma once

#include "format/accounts.h"
#include "format/crypthash.h"
#include "guest/guest.h"

#define LOGINS_PASSWD "/etc/passwd"
#define LOGINS_SHADOW "/etc/shadow"

struct login {
	const char *name, *home, *shell; /* the shell that is run: "/bin/sh" for none */
	int64_t uid, gid;                /* -1: not a number */
	unsigned line;                   /* in /etc/passwd */
	const char *hash_file; /* where the password stands: shadow, or passwd itself */
	unsigned hash_line;    /* 0: the account has none there */
	struct crypthash hash;
	const char *no_shell; /* why nobody gets a shell, or NULL */
	const char *closed;   /* why a right password does not let in, or NULL */
};

struct logins {
	struct login *item;
	size_t count;
	const char *problem; /* why they could not be read, or are not all; or NULL */
};

struct logins guest_logins(struct guest *guest);

/*
 * The source of accounts besides the files that nsswitch.conf(5) names and that is set up
 * ("sss", "ldap", "winbind"), or NULL.
 */
const char *guest_logins_elsewhere(struct guest *guest);

/* The account NAME, or NULL. */
const struct login *login_find(const struct logins *logins, const char *name);

/* Whether somebody who knows the password gets a shell. */
bool login_by_password(const struct login *login);

/* Why LOGIN cannot be used with a password, in a few words, or NULL. */
const char *login_problem(const struct login *login);
