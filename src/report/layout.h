/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Text in columns on a terminal or in a pipe.
 *
 * The one law: every text of a report is cleaned here, on its way out, and nowhere else
 * is anything printed that came from a guest.
 */
#pragma once

#include <stdio.h>

#include "report/clean.h"
#include "report/text.h"

enum paint {
	PAINT_NONE,
	PAINT_BOLD,
	PAINT_DIM,
	PAINT_RED,
	PAINT_BRIGHT_RED,
	PAINT_YELLOW,
	PAINT_GREEN,
	PAINT_CYAN,
	PAINT_MAGENTA,
};

struct layout {
	FILE *file;
	struct pool *pool;
	const struct report_style *style;
	size_t column;   /* columns of the current line that are taken */
	bool after_word; /* text is the last on the line, not blanks */
};

/* TEXT, unbroken, right behind what is there. */
void layout_put(struct layout *layout, enum paint paint, const char *text);

/* Blanks up to COLUMN, one at least behind a word. */
void layout_tab(struct layout *layout, size_t column);

/*
 * The words of TEXT, a blank before the first where a word stands there; what does not
 * fit goes on at INDENT of the next line, and a word longer than a line is cut.
 */
void layout_flow(struct layout *layout, enum paint paint, const char *text,
		 size_t indent);

/* End the line, unless it is empty. */
void layout_end(struct layout *layout);

/* One line of a diff or listing, with its tabs. */
void layout_raw(struct layout *layout, enum paint paint, struct bytes line);
