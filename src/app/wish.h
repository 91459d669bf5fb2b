/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What --set-root-password-stdin and --ssh-key ask for, on its way from the user to the
 * rules: read and judged here, carried to the appliance, made a struct request there.
 *
 * The one law: that of key.h holds for the password.
 */
#pragma once

#include "app/key.h"
#include "app/options.h"
#include "guest/request.h"

struct profile;

struct wish {
	struct request request;
	struct key password; /* what request.root_password points into; ended by NUL */
};

/*
 * Read what OPTIONS ask for and judge it: the password by PROFILE, each key by what sshd
 * takes.  0, or the exit status, said.  The caller ends WISH with wish_forget().
 */
int wish_read(struct pool *pool, const struct options *options,
	      const struct profile *profile, struct wish *wish);
void wish_forget(struct wish *wish);

/* WISH for the appliance; null for none.  End it with wish_forget_json(). */
json_t *wish_json(const struct wish *wish);
void wish_forget_json(json_t *value);

/* The wish in VALUE; 0 or -EINVAL. */
int wish_of_json(struct pool *pool, const json_t *value, struct wish *wish);
