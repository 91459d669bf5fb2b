/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Which lines of two texts differ: the shortest edit script (E. W. Myers, "An O(ND)
 * Difference Algorithm and Its Variations", 1986).
 *
 * The one law: time and memory are bounded by LINES_EDITS_MAX, never by what is compared;
 * beyond it everything between the common start and end counts as different.
 */
#pragma once

#include "base/bytes.h"

enum { LINES_EDITS_MAX = 1000 };

/* A text as lines; a line has its line feed, only the last may lack it. */
struct lines {
	struct bytes *line;
	uint32_t *hash;
	bool *differs; /* not in the other text */
	size_t count;
};

/* The lines of TEXT, in POOL. */
struct lines lines_of(struct pool *pool, struct bytes text);

/* Set differs in both. */
void lines_compare(struct pool *pool, struct lines *old, struct lines *new);
