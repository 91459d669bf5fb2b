/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "host/sign.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/path.h"
#include "host/run.h"

const char *const sign_endings[] = { ".asc", ".minisig", NULL };

/* A key that gpg has the secret part of. */
static int look_gpg(struct pool *pool, const struct sign *sign, struct host_error *error)
{
	const char *const argv[] = {
		"gpg",     "--batch", "--with-colons", "--list-secret-keys", "--",
		sign->key, NULL
	};
	struct run_result result;
	int err = run_program(pool, argv, NULL, NULL, &result, error);

	if (err)
		return err;
	if (result.status != 0 || strncmp(result.out, "sec:", 4) != 0)
		return host_fail(error, ENOENT, "gpg has no secret key%s%s",
				 sign->key ? " " : "", sign->key ? sign->key : "");
	return 0;
}

/* minisign(1): the key is in ~/.minisign unless another file is said. */
static int look_minisign(struct pool *pool, struct sign *sign, struct host_error *error)
{
	const char *const argv[] = { "minisign", "-v", NULL };
	const char *home = getenv("HOME");
	struct run_result result;
	int err = run_program(pool, argv, NULL, NULL, &result, error);

	if (err)
		return err;
	if (!sign->key)
		sign->key = path_join(pool, home ? home : "/", ".minisign/minisign.key");
	if (access(sign->key, R_OK) < 0)
		return host_fail(error, ENOENT, "the key of minisign '%s': %s", sign->key,
				 strerror(errno));
	return 0;
}

static bool is_program(const char *text, const char *program)
{
	size_t len = strlen(program);

	return strncmp(text, program, len) == 0 &&
	       (text[len] == '\0' || (text[len] == ':' && text[len + 1]));
}

int sign_plan(struct pool *pool, const char *text, struct sign *sign,
	      struct host_error *error)
{
	const char *colon = strchr(text, ':');

	*sign = (struct sign){ .key = colon ? colon + 1 : NULL };
	if (is_program(text, "gpg")) {
		sign->program = "gpg";
		sign->ending = sign_endings[0];
		return look_gpg(pool, sign, error);
	}
	if (is_program(text, "minisign")) {
		sign->program = "minisign";
		sign->ending = sign_endings[1];
		return look_minisign(pool, sign, error);
	}
	return host_fail(error, EINVAL,
			 "nothing signs as '%s' (gpg, gpg:KEY, minisign, minisign:FILE)",
			 text);
}

int sign_file(struct pool *pool, const struct sign *sign, const char *path,
	      struct host_error *error)
{
	const char *made = pool_printf(pool, "%s%s", path, sign->ending);
	const char *const gpg[] = { "gpg", "--batch",       "--armor", "--output",
				    made,  "--detach-sign", path,      NULL };
	const char *const gpg_of_key[] = {
		"gpg",          "--batch", "--armor",       "--output", made,
		"--local-user", sign->key, "--detach-sign", path,       NULL
	};
	const char *const minisign[] = { "minisign", "-S", "-s", sign->key, "-m",
					 path,       "-x", made, NULL };

	if (strcmp(sign->program, "minisign") == 0)
		return run_checked(pool, minisign, NULL, NULL, error);
	return run_checked(pool, sign->key ? gpg_of_key : gpg, NULL, NULL, error);
}
