/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Accounts whose password is printed in somebody's documentation: found by hashing the
 * published passwords of an account's name with the salt that stands in the guest.
 *
 * The one law: the work is bounded, whatever the disk says a guess costs; a hash that
 * takes long is compared with fewer passwords, and one that takes too long with none.
 */
#pragma once

#include "guest/logins.h"

struct known_password {
	const char *account;
	const char *path; /* where its hash stands */
	unsigned line;
	const char *from; /* whose documentation prints it */
};

struct known_passwords {
	struct known_password *item;
	size_t count;
	const char *uncompared; /* an account whose hash takes too long, or NULL */
};

/* Of accounts that can be logged in to, and of users that cloud-init is to make. */
const struct known_passwords *guest_known_passwords(struct guest *guest);
