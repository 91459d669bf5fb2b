/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Hashing passwords, by libcrypt: to tell whether a hash is that of a known password, and
 * to make a new one that the guest's own login understands.
 *
 * The one law: a password is in no text that is shown; what held it here is overwritten.
 */
#pragma once

#include "format/crypthash.h"
#include "guest/guest.h"

enum { PASSWORD_MAX = 511 }; /* bytes; libcrypt takes no more */

/* 1: HASH is PASSWORD's; 0: it is not; -EOPNOTSUPP: that takes too long to say. */
int password_matches(struct pool *pool, const char *password,
		     const struct crypthash *hash);

/* A hash of PASSWORD with a random salt; 0 or -errno. */
int password_hash(struct pool *pool, const char *password, enum crypt_scheme scheme,
		  char **hash);

/*
 * What the guest's own passwd(1) would make: as PAM, /etc/login.defs or the hashes in
 * /etc/shadow say; *SAYS is that file.  Only schemes drydock makes: yescrypt, SHA-512,
 * SHA-256, MD5.
 */
enum crypt_scheme password_scheme(struct guest *guest, const char **says);

/*
 * NULL where PASSWORD is what PROFILE's machine takes, else one line that does not tell
 * it.
 */
const char *password_refused(struct pool *pool, const struct profile *profile,
			     const char *password);
