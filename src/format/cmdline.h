/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A kernel command line inside a larger text (grub.cfg, a BLS entry, a shell variable).
 *
 * The one law: words are split as the kernel splits them (next_arg() in lib/cmdline.c:
 * white space outside "..." separates, and "--" ends what is the kernel's).
 */
#pragma once

#include "format/text.h"

struct cmdline_arg {
	struct span span;  /* the whole word */
	struct span value; /* after '=', without quotes around it */
	bool value_present;
	const char *name;
	const char *value_text; /* "" where there is none */
};

struct cmdline {
	struct cmdline_arg *arg; /* those before "--" */
	size_t count;
	struct span where; /* what was parsed */
	struct span rest;  /* "--" and what follows, for init; else empty, at the end */
};

/* The words of TEXT in WHERE; all spans are relative to TEXT. */
struct cmdline *cmdline_parse(struct pool *pool, struct bytes text, struct span where);

/*
 * The last parameter called NAME, or NULL; the last one wins in the kernel (except for
 * console= and the like).  '-' and '_' are the same (parameq() in kernel/params.c).
 */
const struct cmdline_arg *cmdline_last(const struct cmdline *cmdline, const char *name);

/* Whether there is a parameter called NAME, with or without a value. */
bool cmdline_has(const struct cmdline *cmdline, const char *name);

/* Whether the two names are the same to the kernel. */
bool cmdline_same_name(const char *a, const char *b);

/*
 * TEXT with ARG (such as "console=ttyS0") after the last parameter of the kernel.  Inside
 * an unquoted shell value the caller has to quote: see shellvars_set().
 */
struct bytes cmdline_add(struct pool *pool, struct bytes text,
			 const struct cmdline *cmdline, const char *arg);

/* TEXT without ARG and the blanks before it. */
struct bytes cmdline_remove(struct pool *pool, struct bytes text,
			    const struct cmdline *cmdline, const struct cmdline_arg *arg);
