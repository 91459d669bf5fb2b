/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A command of the program: one file, one descriptor, listed in main.c.
 *
 * The one law: a command returns the exit status; 0 nothing wrong or all repaired, 1
 * findings remain, 2 usage, 3 could not look or not a system disk, 4 environment or
 * internal failure, 5 repaired but not proven to boot.
 */
#pragma once

#include <getopt.h>
#include <stdio.h>

#include "base/strs.h"

enum {
	STATUS_FINE = 0,
	STATUS_FINDINGS = 1,
	STATUS_USAGE = 2,
	STATUS_NO_SYSTEM = 3,
	STATUS_FAILED = 4,
	STATUS_NOT_PROVEN = 5,
};

struct command {
	const char *name;
	const char *usage; /* what follows the name, by lines; NULL: not for people */
	const char *help;  /* one line */
	int (*run)(struct pool *pool, int argc, char **argv);
};

/* Print "drydock: ..." on stderr and return STATUS. */
int command_fail(int status, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

/*
 * The same, with STATUS_USAGE, of the WHAT called NAME that is none of those KNOWN, which
 * "drydock LIST" lists.
 */
int command_unknown(const char *what, const char *name, const struct strs *known,
		    const char *list);

/* "rule" for command_unknown(), with all rules. */
int command_unknown_rule(struct pool *pool, const char *name);

/*
 * Print the words of TEXT behind the COLUMN columns that the line has already, in lines
 * of 80; those after the first begin at column INDENT. What is in brackets stays on one
 * line.
 */
void command_flow(FILE *to, size_t column, size_t indent, const char *text);
