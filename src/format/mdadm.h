/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The configuration of md arrays, mdadm.conf(5): lines of a keyword and its words.
 *
 * The one law: a line that starts with a blank continues the one before it, and only a
 * whole word is ever replaced.
 */
#pragma once

#include "format/text.h"

struct mdadm_word {
	const char *text; /* without quotes */
	struct span span; /* quotes included */
};

struct mdadm_line {
	unsigned line;    /* from 1, of its keyword */
	struct span span; /* up to the end of its last word */
	struct mdadm_word *word;
	size_t words; /* at least 1: the keyword */
};

struct mdadm {
	struct mdadm_line *item;
	size_t count;
};

/* The lines of TEXT.  Never fails. */
struct mdadm *mdadm_parse(struct pool *pool, struct bytes text);

/* Whether LINE is of KEYWORD ("array"): in any case, and three letters are enough. */
bool mdadm_is(const struct mdadm_line *line, const char *keyword);

/* The word "NAME=value" of LINE, or NULL, and the value in *VALUE. */
const struct mdadm_word *mdadm_find(const struct mdadm_line *line, const char *name,
				    const char **value);

/* TEXT without WORD of a line, and without the blanks before it. */
struct bytes mdadm_drop(struct pool *pool, struct bytes text,
			const struct mdadm_word *word);
