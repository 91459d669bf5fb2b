/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Unified diffs of what a plan does to files (POSIX diff -u; "\ No newline at end of
 * file" and quoted names as GNU diff has them).
 *
 * The one law: secrets are masked on both sides after the comparison, so a changed secret
 * shows as a changed line without its value.  Where nothing was masked, patch(1) applied
 * to the old text gives the new one.
 */
#pragma once

#include "base/bytes.h"

enum {
	DIFF_LINES_MAX = 200000, /* of one side; above, only sizes are told */
	DIFF_TEXT_MAX = 1 << 20, /* bytes of one diff; above, only sizes are told */
};

struct diff {
	const char *path;        /* absolute, in the guest */
	const struct bytes *old; /* NULL: the file is new */
	const struct bytes *new; /* NULL: the file goes away */
	bool masked;             /* set where a secret was hidden */
};

/*
 * The diff as text in POOL, secrets masked; for what is no text, or too much of it, one
 * line that tells the sizes.  Time and memory are bounded: texts that differ in more than
 * about a thousand lines are shown as replaced as a whole.
 */
struct bytes diff_unified(struct pool *pool, struct diff *diff);

/* Whether CONTENT cannot be shown as lines: it holds NUL. */
bool diff_is_binary(struct bytes content);
