/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Signatures of manifests, by programs that are installed: gpg(1), minisign(1).
 *
 * The one law: whether they can sign is found out before the work, and keys are theirs.
 */
#pragma once

#include "base/pool.h"
#include "host/error.h"

struct sign {
	const char *program; /* "gpg", "minisign" */
	const char *key;     /* as the program takes it; NULL: its own choice */
	const char *ending;  /* of a signature, behind the name of what is signed */
};

/* The endings that any of them makes; ends with NULL. */
extern const char *const sign_endings[];

/*
 * Read "PROGRAM" or "PROGRAM:KEY", and look whether the program is there and has the key.
 * -EINVAL, -ENOPKG, -ENOENT no key; said.
 */
int sign_plan(struct pool *pool, const char *text, struct sign *sign,
	      struct host_error *error);

/* Sign PATH; the signature is PATH with the ending.  Errors are said. */
int sign_file(struct pool *pool, const struct sign *sign, const char *path,
	      struct host_error *error);
