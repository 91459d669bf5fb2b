/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Public keys as ssh-keygen(1) writes them and authorized_keys(5) lists them: a type, the
 * key in base64, a comment.
 *
 * The one law: a key is the same whatever options and comment stand around it.
 */
#pragma once

#include "base/bytes.h"

struct sshkey {
	const char *type;    /* "ssh-ed25519" */
	const char *blob;    /* in base64; begins with the type again (RFC 4253, 6.6) */
	const char *comment; /* "" for none */
};

/*
 * A key of LINE, without options; 0, or -EINVAL with one line in *WHY that says what it
 * is instead.
 */
int sshkey_parse(struct pool *pool, struct bytes line, struct sshkey *key,
		 const char **why);

/* Whether a line of TEXT, an authorized_keys(5), that is no comment lists KEY. */
bool sshkey_is_listed(struct bytes text, const struct sshkey *key);
