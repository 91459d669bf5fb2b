/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What in mdadm.conf keeps mdadm from the arrays of these disks on another machine, in
 * the system and in the copies of each initramfs.
 *
 * The one law: an array is what its members' UUID says; nothing is said of one whose
 * members are not here but that they are not.
 */
#pragma once

#include "guest/copies.h"

struct md_problem {
	const char *path;   /* the file, or the image */
	const char *inside; /* the file in the image; NULL: path itself */
	unsigned line;      /* of that file */
	const char *subject;
	const char *text;      /* what is wrong, one line */
	bool is_missing;       /* no member is on these disks */
	struct bytes repaired; /* the file */
	const char *why_not;   /* it cannot be repaired, one line; or NULL */
};

struct md_problems {
	struct md_problem *problem;
	size_t count;
	bool concerns;       /* there is a member of an array */
	const char *why_not; /* an image that could not be read, one line; or NULL */
};

struct md_problems guest_md_problems(struct guest *guest);
