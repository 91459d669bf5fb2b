/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Files of shell assignments: /etc/default/grub, /etc/sysconfig, ifcfg-eth0, dracut.conf,
 * os-release(5).
 *
 * The one law: nothing is ever evaluated.  Words are split as sh(1) splits them (POSIX
 * XCU 2.2, 2.3); "$x" and "`x`" stay as they are written and are flagged.
 */
#pragma once

#include "format/text.h"

enum shell_quote {
	SHELL_BARE,
	SHELL_SINGLE,
	SHELL_DOUBLE,
	SHELL_MIXED, /* several pieces, $'...' or an array */
};

struct shell_assignment {
	const char *name;
	const char *value;      /* decoded; expansions and arrays as written */
	unsigned line;          /* from 1, of the name */
	bool append;            /* NAME+=value */
	bool exported;          /* behind export, declare, readonly or local */
	bool complex;           /* SHELL_MIXED, or a command substitution is in it */
	bool expands;           /* holds a '$' or '`' that the shell would expand */
	enum shell_quote quote; /* of the whole right side */
	struct span span;       /* from the name to the end of the right side */
	struct span value_span; /* inside the quotes; the whole right side if mixed */
	struct span right;      /* the right side with its quotes */
};

struct shellvars {
	struct pool *pool;
	struct shell_assignment *item;
	size_t count;
};

/* All assignments of TEXT, those inside if and { } too; other commands are skipped. */
struct shellvars *shellvars_parse(struct pool *pool, struct bytes text);

/* The last assignment of NAME, or NULL. */
const struct shell_assignment *shellvars_find(const struct shellvars *vars,
					      const char *name);

/* What NAME has at the end of the file (+= appends), or NULL where it is never set. */
const char *shellvars_get(const struct shellvars *vars, const char *name);

/*
 * TEXT in which NAME is VALUE, a literal: the last assignment's value is replaced in its
 * own quote style and escaped; NAME="VALUE" is appended where there is none.  A complex
 * right side is replaced whole, and += becomes =.  To change one word of a value that
 * expands variables, splice inside value_span instead (see cmdline_parse()).
 */
struct bytes shellvars_set(struct pool *pool, struct bytes text, const char *name,
			   const char *value);

/*
 * TEXT with the assignment A commented out with TAG ("# …"); where its line holds more
 * than it, the value is made empty instead.
 */
struct bytes shellvars_comment(struct pool *pool, struct bytes text,
			       const struct shell_assignment *a, const char *tag);

/*
 * TEXT with every assignment commented out whose name is one of NAMES, which NULL ends,
 * or one of them with digits behind it, or "_" and anything: IPADDR, IPADDR1, IPADDR_0.
 */
struct bytes shellvars_comment_all(struct pool *pool, struct bytes text,
				   const char *const *names, const char *tag);
