/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Between roundtrip.c and the syntaxes: what is asked of a real file, whatever is in it.
 *
 * The one law: each function complains of the file that is being looked at, by its line.
 */
#pragma once

#include "format/text.h"

struct syntax {
	const char *name; /* of the folder; NULL: the end of the list */
	void (*check)(struct pool *pool, struct bytes text);
};

extern const struct syntax boot_syntaxes[], network_syntaxes[], system_syntaxes[];

void complain(unsigned line, const char *what);

/* DONE came of an edit that changes nothing. */
void same(struct bytes done, const char *what, unsigned line);

/* The parser told of SPAN, which is in the file, and can be written as it is. */
void span(struct span span, unsigned line);

/* Lines of which the parser told nothing are blank, or start with one of COMMENT. */
void nothing_lost(const char *comment);
