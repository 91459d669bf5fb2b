/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Text for consoles of which nothing is known: a serial line, a font with few characters.
 *
 * The one law: what comes out is printable ASCII, a column for each byte, and line ends.
 */
#pragma once

#include "base/pool.h"

/* S on one line; what is not ASCII is "?", what a terminal would obey is "\xNN". */
char *plain_line(struct pool *pool, const char *s);

/* The same, cut at a blank and ended by ".." where it has more than WIDTH columns. */
char *plain_cut(struct pool *pool, const char *s, size_t width);

/* The same, but its end is kept: of a path that is the name. */
char *plain_tail(struct pool *pool, const char *s, size_t width);

/* NAME and TEXT beside it, in lines of WIDTH columns; TEXT starts at column INDENT. */
char *plain_field(struct pool *pool, const char *name, const char *text, size_t indent,
		  size_t width);

/*
 * The lines of TEXT, tabs as blanks, each broken where it is wider than WIDTH: at a blank
 * where there is one; what follows is indented as the line was, and by HANG more.
 */
char *plain_fold(struct pool *pool, const char *text, size_t width, size_t hang);
