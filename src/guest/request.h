/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What the user asks to be set up, beside the repair of what is found: data, which a rule
 * compares with the guest as it does any other fact, and plans for where it is not so.
 *
 * The one law: a password is in no text that is shown.
 */
#pragma once

#include "format/sshkey.h"

struct request_key {
	const char *user;
	struct sshkey key;
};

struct request {
	const char *root_password; /* or NULL */
	struct request_key *key;
	size_t keys;
};
