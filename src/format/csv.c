/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "format/csv.h"

struct reader {
	struct pool *pool;
	struct bytes text;
	size_t at;
	unsigned line;
	struct csv *csv;
	size_t room;
};

static int peek(const struct reader *reader)
{
	return reader->at < reader->text.len ? reader->text.data[reader->at] : -1;
}

static bool is_blank(int c)
{
	return c == ' ' || c == '\t' || c == '\r';
}

static void skip_blanks(struct reader *reader)
{
	while (is_blank(peek(reader)))
		reader->at++;
}

static void fault(struct reader *reader, unsigned line, const char *what)
{
	if (reader->csv->fault)
		return;
	reader->csv->fault = what;
	reader->csv->fault_line = line;
}

/* The opening quote has been read; "" is one quote. */
static const char *quoted(struct reader *reader)
{
	struct buf buf = { .pool = reader->pool };
	unsigned start = reader->line;
	size_t from = reader->at;

	for (;; reader->at++) {
		int c = peek(reader);

		if (c < 0 || c == '\0') {
			fault(reader, start,
			      c < 0 ? "a quote is never closed" : "a NUL byte");
			return "";
		}
		if (c == '\n')
			reader->line++;
		if (c != '"')
			continue;
		buf_add(&buf, bytes_slice(reader->text, from, reader->at - from));
		reader->at++;
		if (peek(reader) != '"')
			break;
		from = reader->at;
	}
	skip_blanks(reader);
	if (peek(reader) >= 0 && peek(reader) != ',' && peek(reader) != '\n')
		fault(reader, reader->line, "text beside a quoted field");
	return bytes_str(reader->pool, buf_bytes(&buf));
}

static const char *plain(struct reader *reader)
{
	size_t from = reader->at, end;
	int c;

	while ((c = peek(reader)) >= 0 && c != ',' && c != '\n') {
		if (c == '\0' || c == '"')
			fault(reader, reader->line,
			      c ? "a quote within a field" : "a NUL byte");
		reader->at++;
	}
	for (end = reader->at; end > from && is_blank(reader->text.data[end - 1]);)
		end--;
	return bytes_str(reader->pool, bytes_slice(reader->text, from, end - from));
}

/* The field that starts here, up to its comma or the end of the line. */
static const char *field(struct reader *reader)
{
	skip_blanks(reader);
	if (peek(reader) != '"')
		return plain(reader);
	reader->at++;
	return quoted(reader);
}

static struct csv_row *add_row(struct reader *reader)
{
	struct csv *csv = reader->csv;

	if (csv->count == reader->room) {
		size_t room = reader->room ? 2 * reader->room : 16;

		csv->row =
			pool_grow(reader->pool, csv->row, csv->count * sizeof(*csv->row),
				  room * sizeof(*csv->row));
		reader->room = room;
	}
	csv->row[csv->count] =
		(struct csv_row){ .line = reader->line, .field.pool = reader->pool };
	return &csv->row[csv->count++];
}

static void skip_line(struct reader *reader)
{
	while (peek(reader) >= 0 && peek(reader) != '\n')
		reader->at++;
}

struct csv *csv_parse(struct pool *pool, struct bytes text)
{
	struct reader reader = { .pool = pool,
				 .text = text,
				 .line = 1,
				 .csv = pool_alloc(pool, sizeof(*reader.csv)) };

	if (bytes_starts(text, "\xef\xbb\xbf"))
		reader.at = 3;
	for (; peek(&reader) >= 0 && !reader.csv->fault; reader.at++, reader.line++) {
		struct csv_row *row;

		skip_blanks(&reader);
		if (peek(&reader) == '#')
			skip_line(&reader);
		if (peek(&reader) == '\n' || peek(&reader) < 0)
			continue;
		row = add_row(&reader);
		strs_add(&row->field, field(&reader));
		while (!reader.csv->fault && peek(&reader) == ',') {
			reader.at++;
			strs_add(&row->field, field(&reader));
		}
	}
	return reader.csv;
}
