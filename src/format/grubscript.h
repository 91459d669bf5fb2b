/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * GRUB's script language cut into statements of words ("Shell-like scripting" in the GRUB
 * manual; grub-core/script/yylex.l).
 *
 * The one law: nothing is evaluated; "$x" stays as it is written, keywords are words.
 */
#pragma once

#include "format/text.h"

struct grub_word {
	struct span span; /* with its quotes */
	const char *text; /* without them */
};

enum grub_end {
	GRUB_SEPARATOR, /* line end, ';', '&', '|' or the end of the text */
	GRUB_OPEN,      /* '{' */
	GRUB_CLOSE,     /* '}'; such a statement has no words */
};

struct grub_statement {
	struct grub_word *word;
	size_t count;
	unsigned line; /* from 1, of the first word */
	enum grub_end end;
};

struct grubscript {
	struct pool *pool;
	struct bytes text;
	size_t at, counted;
	unsigned line;
	struct buf scratch; /* the word being read */
};

/* A reader at the start of TEXT; STATEMENTS live in POOL. */
struct grubscript grubscript_start(struct pool *pool, struct bytes text);

/* The next statement that has words or a brace.  Returns false at the end. */
bool grubscript_next(struct grubscript *script, struct grub_statement *statement);

/* What is behind the '=' of a word such as name="value", without quotes around it. */
struct span grub_word_value(struct bytes text, const struct grub_word *word);
