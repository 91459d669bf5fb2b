/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "menu/plain.h"

#include <string.h>

#include "report/clean.h"

enum { TAB = 8 };

/* CLEAN is valid UTF-8; tabs go to the next stop, as the first column is 0. */
static void add_plain(struct buf *out, const char *clean)
{
	size_t column = 0;

	while (*clean) {
		size_t len = clean_next(clean);

		if (*clean == '\t') {
			size_t blanks = TAB - column % TAB;

			buf_fill(out, ' ', blanks);
			column += blanks;
		} else if (*clean == '\n') {
			buf_adds(out, "\n");
			column = 0;
		} else {
			buf_fill(out, len == 1 ? (unsigned char)*clean : '?', 1);
			column++;
		}
		clean += len;
	}
}

char *plain_line(struct pool *pool, const char *s)
{
	struct buf out = { .pool = pool };

	add_plain(&out, clean_str(pool, bytes_of(s ? s : ""), CLEAN_LINE));
	return bytes_str(pool, buf_bytes(&out));
}

/* Where to break LINE, which is longer than WIDTH: behind a blank, if there is one. */
static size_t break_at(struct bytes line, size_t width, size_t from)
{
	for (size_t i = width; i > from; i--)
		if (line.data[i] == ' ')
			return i;
	return width;
}

char *plain_cut(struct pool *pool, const char *s, size_t width)
{
	struct bytes line = bytes_of(plain_line(pool, s));

	if (line.len <= width || width < 3)
		return bytes_str(pool, bytes_slice(line, 0, width));
	return pool_printf(
		pool, "%s..",
		bytes_str(pool, bytes_slice(line, 0, break_at(line, width - 2, 0))));
}

char *plain_tail(struct pool *pool, const char *s, size_t width)
{
	char *line = plain_line(pool, s);
	size_t len = strlen(line);

	if (len <= width || width < 3)
		return line;
	return pool_printf(pool, "..%s", line + len - (width - 2));
}

char *plain_field(struct pool *pool, const char *name, const char *text, size_t indent,
		  size_t width)
{
	struct bytes rest =
		bytes_of(plain_fold(pool, plain_line(pool, text), width - indent, 0));
	struct buf out = { .pool = pool };
	struct bytes line;

	buf_addf(&out, "%-*s", (int)indent, name);
	while (bytes_line(&rest, &line)) {
		buf_add(&out, line);
		if (rest.len)
			buf_fill(&out, ' ', indent);
	}
	buf_adds(&out, "\n");
	return bytes_str(pool, buf_bytes(&out));
}

static size_t indent_of(struct bytes line)
{
	size_t indent = 0;

	while (indent < line.len && line.data[indent] == ' ')
		indent++;
	return indent;
}

static void fold_line(struct buf *out, struct bytes line, size_t width, size_t hang)
{
	size_t from = indent_of(line), indent = from + hang, lead = 0;

	if (indent > width / 2)
		indent = hang;
	while (lead + line.len > width) {
		size_t at = break_at(line, width - lead, from);

		buf_add(out, bytes_slice(line, 0, at));
		buf_adds(out, "\n");
		while (at < line.len && line.data[at] == ' ')
			at++;
		line = bytes_slice(line, at, line.len - at);
		from = 0;
		lead = line.len ? indent : 0;
		buf_fill(out, ' ', lead);
	}
	buf_add(out, line);
}

char *plain_fold(struct pool *pool, const char *text, size_t width, size_t hang)
{
	struct buf plain = { .pool = pool }, out = { .pool = pool };
	struct bytes rest, line;

	add_plain(&plain, clean_str(pool, bytes_of(text), CLEAN_DIFF));
	rest = buf_bytes(&plain);
	while (bytes_line(&rest, &line)) {
		bool ended = line.len && line.data[line.len - 1] == '\n';

		fold_line(&out, bytes_slice(line, 0, line.len - ended), width, hang);
		if (ended)
			buf_adds(&out, "\n");
	}
	return bytes_str(pool, buf_bytes(&out));
}
