/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Comma-separated values (RFC 4180), as spreadsheets write them and people type them: a
 * byte order mark, empty lines and lines that start with "#" count for nothing, and
 * blanks around a field that is not quoted are not part of it.
 *
 * The one law: what could be read in two ways is an error, never guessed at.
 */
#pragma once

#include "base/bytes.h"
#include "base/strs.h"

struct csv_row {
	unsigned line; /* where it starts, from 1 */
	struct strs field;
};

struct csv {
	struct csv_row *row;
	size_t count;
	/* Of the first fault: its line and what it is; NULL: there is none. */
	unsigned fault_line;
	const char *fault;
};

/*
 * The rows of TEXT, up to a fault.  A fault is a quote that is never closed, text beside
 * a quoted field, or a NUL.
 */
struct csv *csv_parse(struct pool *pool, struct bytes text);
