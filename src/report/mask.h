/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Secrets masked before a text is shown: password hashes, keys and passphrases.
 *
 * The one law: a mask only hides.  Every line of the text stays one line with the same
 * line end, and what is not sure to be harmless is hidden rather than shown.
 */
#pragma once

#include "base/bytes.h"

#define MASK "********"

/* What is carried from one line of a text to the next. */
struct masker {
	const char *path; /* in the guest: shadow(5) is known by its name */
	bool in_key;      /* between BEGIN and END of a private key */
	bool masked;      /* something has been hidden */
};

/* LINE, with or without its line end, with its secrets hidden; in POOL, or LINE itself.
 */
struct bytes mask_line(struct masker *masker, struct pool *pool, struct bytes line);
