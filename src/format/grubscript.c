/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "format/grubscript.h"

#include <string.h>

struct grubscript grubscript_start(struct pool *pool, struct bytes text)
{
	return (struct grubscript){
		.pool = pool, .text = text, .line = 1, .scratch = { .pool = pool }
	};
}

static int peek(const struct grubscript *s, size_t ahead)
{
	return s->at + ahead < s->text.len ? s->text.data[s->at + ahead] : -1;
}

static bool ends_word(int c)
{
	return c < 0 || (c && strchr(" \t\r\n;&|<>{}", c));
}

static void keep(struct grubscript *s, struct buf *out, size_t len)
{
	buf_add(out, bytes_slice(s->text, s->at, len));
	s->at = len > s->text.len - s->at ? s->text.len : s->at + len;
}

/* At a backslash.  Only a few bytes can be escaped inside "...". */
static void read_escape(struct grubscript *s, struct buf *out, const char *special)
{
	int next = peek(s, 1);

	if (next == '\n') {
		s->at += 2;
	} else if (next == '\r' && peek(s, 2) == '\n') {
		s->at += 3;
	} else if (next > 0 && (!special || strchr(special, next))) {
		s->at++;
		keep(s, out, 1);
	} else {
		keep(s, out, 2);
	}
}

/* At "$": "${x}" hides its braces. */
static void read_variable(struct grubscript *s, struct buf *out)
{
	keep(s, out, 1);
	if (peek(s, 0) != '{')
		return;
	while (peek(s, 0) >= 0 && peek(s, 0) != '}' && peek(s, 0) != '\n')
		keep(s, out, 1);
	if (peek(s, 0) == '}')
		keep(s, out, 1);
}

static void read_quoted(struct grubscript *s, struct buf *out, int quote)
{
	for (s->at++; peek(s, 0) >= 0 && peek(s, 0) != quote;) {
		if (quote == '"' && peek(s, 0) == '\\')
			read_escape(s, out, "\"$\\");
		else
			keep(s, out, 1);
	}
	s->at += peek(s, 0) == quote;
}

static struct grub_word read_word(struct grubscript *s)
{
	struct buf *out = &s->scratch;
	struct grub_word word = { .span = { s->at, 0 } };

	out->len = 0;
	while (!ends_word(peek(s, 0))) {
		int c = peek(s, 0);

		if (c == '\'' || c == '"')
			read_quoted(s, out, c);
		else if (c == '\\')
			read_escape(s, out, NULL);
		else if (c == '$')
			read_variable(s, out);
		else
			keep(s, out, 1);
	}
	word.span.len = s->at - word.span.offset;
	word.text = bytes_str(s->pool, buf_bytes(out));
	return word;
}

static void skip_blanks(struct grubscript *s)
{
	for (;;) {
		int c = peek(s, 0);

		if (c == ' ' || c == '\t' || c == '\r')
			s->at++;
		else if (c == '\\' && peek(s, 1) == '\n')
			s->at += 2;
		else if (c == '\\' && peek(s, 1) == '\r' && peek(s, 2) == '\n')
			s->at += 3;
		else
			return;
	}
}

static void add_word(struct grubscript *s, struct grub_statement *statement)
{
	if (statement->count == 0) {
		for (; s->counted < s->at; s->counted++)
			s->line += s->text.data[s->counted] == '\n';
		statement->line = s->line;
	}
	statement->word = text_room(s->pool, statement->word, statement->count,
				    sizeof(*statement->word));
	statement->word[statement->count++] = read_word(s);
}

bool grubscript_next(struct grubscript *s, struct grub_statement *statement)
{
	*statement = (struct grub_statement){ 0 };
	for (;;) {
		int c;

		skip_blanks(s);
		c = peek(s, 0);
		if (c < 0)
			return statement->count > 0;
		if (c == '#') {
			while (peek(s, 0) >= 0 && peek(s, 0) != '\n')
				s->at++;
			continue;
		}
		if (!ends_word(c)) {
			add_word(s, statement);
			continue;
		}
		if (c == '}' && statement->count > 0)
			return true;
		s->at++;
		if (c == '{' || c == '}') {
			statement->end = c == '{' ? GRUB_OPEN : GRUB_CLOSE;
			return true;
		}
		if (statement->count > 0)
			return true;
	}
}

struct span grub_word_value(struct bytes text, const struct grub_word *word)
{
	struct bytes raw = text_slice(text, word->span);
	ptrdiff_t equals = bytes_find(raw, bytes_of("="), 0);
	struct span value = { span_end(word->span), 0 };
	struct bytes inside;

	if (equals < 0)
		return value;
	value.offset = word->span.offset + (size_t)equals + 1;
	value.len = span_end(word->span) - value.offset;
	if (value.len < 2 || !strchr("'\"", text.data[value.offset]) ||
	    text.data[span_end(value) - 1] != text.data[value.offset])
		return value;
	inside = bytes_slice(text, value.offset + 1, value.len - 2);
	/* 'a'b'c' is not one pair of quotes. */
	if (inside.len && memchr(inside.data, text.data[value.offset], inside.len))
		return value;
	return (struct span){ value.offset + 1, value.len - 2 };
}
