/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "report/layout.h"

#include <string.h>

enum { ROOM_MIN = 20 }; /* columns; a narrower terminal breaks lines by itself */

/* ECMA-48, Select Graphic Rendition. */
static const char *const codes[] = {
	[PAINT_NONE] = "",    [PAINT_BOLD] = "1",          [PAINT_DIM] = "2",
	[PAINT_RED] = "31",   [PAINT_BRIGHT_RED] = "1;31", [PAINT_YELLOW] = "33",
	[PAINT_GREEN] = "32", [PAINT_CYAN] = "36",         [PAINT_MAGENTA] = "35",
};

static void print(struct layout *layout, enum paint paint, const char *text, size_t len)
{
	bool coloured = paint && layout->style->colour == REPORT_COLOURED && len > 0;

	if (coloured)
		(void)fprintf(layout->file, "\033[%sm", codes[paint]);
	(void)fwrite(text, 1, len, layout->file);
	if (coloured)
		(void)fputs("\033[0m", layout->file);
}

static void put_clean(struct layout *layout, enum paint paint, const char *text,
		      size_t len)
{
	print(layout, paint, text, len);
	layout->column += clean_columns(text, len);
	if (len > 0)
		layout->after_word = true;
}

void layout_put(struct layout *layout, enum paint paint, const char *text)
{
	text = clean_str(layout->pool, bytes_of(text), CLEAN_LINE);
	put_clean(layout, paint, text, strlen(text));
}

void layout_tab(struct layout *layout, size_t column)
{
	size_t blanks =
		column > layout->column ? column - layout->column : layout->after_word;

	layout->column += blanks;
	layout->after_word = false;
	while (blanks-- > 0)
		(void)fputc(' ', layout->file);
}

/* The bytes of the words of TEXT, blanks between them included, that fit into COLUMNS. */
static size_t fitting_words(const char *text, size_t columns)
{
	size_t fit = 0, used = 0;

	while (text[fit]) {
		size_t len = strspn(text + fit, " ");

		len += strcspn(text + fit + len, " ");
		used += clean_columns(text + fit, len);
		if (used > columns)
			break;
		fit += len;
	}
	return fit;
}

/* The bytes of TEXT that fit into COLUMNS; one character at least. */
static size_t fitting_characters(const char *text, size_t columns)
{
	size_t at = 0, used = 0;

	do {
		used += clean_columns(text + at, clean_next(text + at));
		at += clean_next(text + at);
	} while (text[at] &&
		 used + clean_columns(text + at, clean_next(text + at)) <= columns);
	return at;
}

static void break_line(struct layout *layout, size_t indent)
{
	layout_end(layout);
	layout_tab(layout, indent);
}

void layout_flow(struct layout *layout, enum paint paint, const char *text, size_t indent)
{
	const char *rest = clean_str(layout->pool, bytes_of(text), CLEAN_LINE);
	size_t width = layout->style->width ? layout->style->width : SIZE_MAX;

	if (width < indent + ROOM_MIN)
		width = indent + ROOM_MIN;
	for (rest += strspn(rest, " "); *rest; rest += strspn(rest, " ")) {
		size_t used = layout->column + layout->after_word;
		size_t len = fitting_words(rest, width > used ? width - used : 0);

		if (len == 0 && layout->column > indent) {
			break_line(layout, indent);
			continue;
		}
		if (len == 0)
			len = fitting_characters(rest, width > used ? width - used : 1);
		if (layout->after_word)
			layout_tab(layout, 0);
		put_clean(layout, paint, rest, len);
		rest += len;
		if (*rest)
			break_line(layout, indent);
	}
}

void layout_end(struct layout *layout)
{
	if (layout->column > 0)
		(void)fputc('\n', layout->file);
	layout->column = 0;
	layout->after_word = false;
}

void layout_raw(struct layout *layout, enum paint paint, struct bytes line)
{
	const char *text = clean_str(layout->pool, line, CLEAN_DIFF);
	size_t len = strcspn(text, "\r\n");

	print(layout, paint, text, len);
	(void)fputs(text[len] ? text + len : "\n", layout->file);
}
