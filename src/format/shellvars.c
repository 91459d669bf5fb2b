/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "format/shellvars.h"

#include <ctype.h>
#include <string.h>

struct scan {
	struct pool *pool;
	struct bytes text;
	size_t at;
	struct buf scratch; /* the word being read */
};

static int peek(const struct scan *s, size_t ahead)
{
	return s->at + ahead < s->text.len ? s->text.data[s->at + ahead] : -1;
}

static bool is_newline(const struct scan *s)
{
	return peek(s, 0) == '\n' || (peek(s, 0) == '\r' && peek(s, 1) == '\n');
}

static bool ends_word(const struct scan *s)
{
	int c = peek(s, 0);

	return c < 0 || is_newline(s) || (c && strchr(" \t;&|()<>", c));
}

static void skip_line(struct scan *s)
{
	while (peek(s, 0) >= 0 && !is_newline(s))
		s->at++;
}

/* Behind an opening quote, to behind the closing one or the end of the text. */
static void skip_quoted(struct scan *s, int quote)
{
	for (; peek(s, 0) >= 0 && peek(s, 0) != quote; s->at++)
		if (quote != '\'' && peek(s, 0) == '\\' && peek(s, 1) >= 0)
			s->at++;
	if (peek(s, 0) >= 0)
		s->at++;
}

/* Behind "(" or "{", to behind its partner; quotes inside hide theirs. */
static void skip_nested(struct scan *s, int open, int close)
{
	for (int depth = 1; depth > 0 && peek(s, 0) >= 0;) {
		int c = peek(s, 0);

		s->at++;
		if (c == '\\' && peek(s, 0) >= 0)
			s->at++;
		else if (c == '\'' || c == '"' || c == '`')
			skip_quoted(s, c);
		else if (c == open)
			depth++;
		else if (c == close)
			depth--;
	}
}

/* At "$" or "`": to behind the expansion.  Returns whether it runs a command. */
static bool skip_expansion(struct scan *s)
{
	int c = peek(s, 0), next = peek(s, 1);

	s->at++;
	if (c == '`') {
		skip_quoted(s, '`');
		return true;
	}
	if (next != '(' && next != '{')
		return false;
	s->at++;
	skip_nested(s, next, next == '(' ? ')' : '}');
	return next == '(';
}

static void keep(struct scan *s, struct buf *out, size_t from)
{
	buf_add(out, bytes_slice(s->text, from, s->at - from));
}

/* At a '$' or '`' of a value: keep it as written. */
static void read_expansion(struct scan *s, struct buf *out, struct shell_assignment *a)
{
	size_t from = s->at;

	a->complex = skip_expansion(s) || a->complex;
	a->expands = true;
	keep(s, out, from);
}

/* At a backslash: SPECIAL are the bytes it quotes, or NULL for any. */
static void read_escape(struct scan *s, struct buf *out, const char *special)
{
	int next = peek(s, 1);
	size_t from = s->at;

	s->at += next < 0 ? 1 : 2;
	if (next == '\n')
		return;
	if (next > 0 && (!special || strchr(special, next)))
		from++;
	keep(s, out, from);
}

static void read_double(struct scan *s, struct buf *out, struct shell_assignment *a)
{
	for (s->at++; peek(s, 0) >= 0 && peek(s, 0) != '"';) {
		if (peek(s, 0) == '\\') {
			read_escape(s, out, "\"\\$`");
		} else if (peek(s, 0) == '$' || peek(s, 0) == '`') {
			read_expansion(s, out, a);
		} else {
			s->at++;
			keep(s, out, s->at - 1);
		}
	}
	s->at += peek(s, 0) == '"';
}

static void read_single(struct scan *s, struct buf *out)
{
	size_t from = ++s->at;

	while (peek(s, 0) >= 0 && peek(s, 0) != '\'')
		s->at++;
	keep(s, out, from);
	s->at += peek(s, 0) == '\'';
}

static void read_bare(struct scan *s, struct buf *out, struct shell_assignment *a)
{
	while (!ends_word(s) && peek(s, 0) != '\'' && peek(s, 0) != '"') {
		if (peek(s, 0) == '\\') {
			read_escape(s, out, NULL);
		} else if (peek(s, 0) == '$' &&
			   (peek(s, 1) == '\'' || peek(s, 1) == '"')) {
			s->at++;
			a->quote = SHELL_MIXED;
		} else if (peek(s, 0) == '$' || peek(s, 0) == '`') {
			read_expansion(s, out, a);
		} else {
			s->at++;
			keep(s, out, s->at - 1);
		}
	}
}

static void read_array(struct scan *s, struct buf *out, struct shell_assignment *a)
{
	size_t from = s->at++;

	skip_nested(s, '(', ')');
	while (!ends_word(s))
		s->at++;
	keep(s, out, from);
	a->quote = SHELL_MIXED;
}

static enum shell_quote read_piece(struct scan *s, struct buf *out,
				   struct shell_assignment *a)
{
	if (peek(s, 0) == '"') {
		read_double(s, out, a);
		return SHELL_DOUBLE;
	}
	if (peek(s, 0) == '\'') {
		read_single(s, out);
		return SHELL_SINGLE;
	}
	read_bare(s, out, a);
	return SHELL_BARE;
}

static void read_right(struct scan *s, struct shell_assignment *a)
{
	struct buf *out = &s->scratch;
	size_t start = s->at;
	bool quotes;

	out->len = 0;
	for (unsigned piece = 0; !ends_word(s) || peek(s, 0) == '('; piece++) {
		enum shell_quote quote;

		if (peek(s, 0) == '(' && s->at == start) {
			read_array(s, out, a);
			break;
		}
		if (peek(s, 0) == '(')
			break;
		quote = read_piece(s, out, a);
		if (a->quote != SHELL_MIXED)
			a->quote = piece ? SHELL_MIXED : quote;
	}
	quotes = a->quote == SHELL_SINGLE || a->quote == SHELL_DOUBLE;
	a->complex = a->complex || a->quote == SHELL_MIXED;
	a->value = bytes_str(s->pool, buf_bytes(out));
	a->right = (struct span){ start, s->at - start };
	a->value_span = a->right;
	a->value_span.offset += quotes;
	a->value_span.len -= quotes;
	/* An unterminated quote runs to the end of the text. */
	if (quotes && a->value_span.len && s->text.data[s->at - 1] == s->text.data[start])
		a->value_span.len--;
}

static size_t name_len(const struct scan *s)
{
	size_t len = 0;
	int c = peek(s, 0);

	if (c < 0 || isdigit(c))
		return 0;
	for (; c >= 0 && (isalnum(c) || c == '_'); c = peek(s, ++len))
		;
	return len;
}

static bool read_assignment(struct scan *s, struct shell_assignment *a)
{
	size_t start = s->at, len = name_len(s);

	a->append = peek(s, len) == '+';
	if (len == 0 || peek(s, len + a->append) != '=')
		return false;
	a->name = text_str(s->pool, s->text, (struct span){ start, len });
	s->at += len + a->append + 1;
	read_right(s, a);
	a->span = (struct span){ start, s->at - start };
	return true;
}

/* Skip one word of another command.  Returns whether an assignment may follow it. */
static bool skip_word(struct scan *s, bool *exported)
{
	static const char *const before[] = { "export", "declare", "readonly",
					      "local",  "typeset", "then",
					      "else",   "do",      "{" };
	struct shell_assignment ignored = { 0 };
	size_t start = s->at;
	struct bytes word;

	s->scratch.len = 0;
	while (!ends_word(s))
		read_piece(s, &s->scratch, &ignored);
	if (s->at == start)
		s->at++;
	word = bytes_slice(s->text, start, s->at - start);
	for (size_t i = 0; i < sizeof(before) / sizeof(*before); i++) {
		if (!bytes_is(word, before[i]))
			continue;
		*exported = i < 5;
		return true;
	}
	return *exported && word.len && word.data[0] == '-';
}

struct shellvars *shellvars_parse(struct pool *pool, struct bytes text)
{
	struct shellvars *vars = pool_alloc(pool, sizeof(*vars));
	struct scan s = { pool, text, 0, { .pool = pool } };
	bool start = true, exported = false;
	unsigned line = 1;

	vars->pool = pool;
	for (size_t counted = 0; s.at < text.len;) {
		struct shell_assignment a = { 0 };
		int c = peek(&s, 0);

		for (; counted < s.at; counted++)
			line += text.data[counted] == '\n';
		a.line = line;
		if (text_is_blank((unsigned char)c) || c == '\r') {
			s.at++;
		} else if (c == '\\' && peek(&s, 1) == '\n') {
			s.at += 2;
		} else if (c == '#') {
			skip_line(&s);
		} else if (strchr("\n;&|()", c) && c) {
			s.at++;
			start = true;
			exported = false;
		} else if (start && read_assignment(&s, &a)) {
			a.exported = exported;
			vars->item = text_room(pool, vars->item, vars->count, sizeof(a));
			vars->item[vars->count++] = a;
		} else {
			start = skip_word(&s, &exported) && start;
		}
	}
	return vars;
}

const struct shell_assignment *shellvars_find(const struct shellvars *vars,
					      const char *name)
{
	for (size_t i = vars->count; i-- > 0;)
		if (strcmp(vars->item[i].name, name) == 0)
			return &vars->item[i];
	return NULL;
}

const char *shellvars_get(const struct shellvars *vars, const char *name)
{
	const char *value = NULL;

	for (size_t i = 0; i < vars->count; i++) {
		const struct shell_assignment *a = &vars->item[i];

		if (strcmp(a->name, name) != 0)
			continue;
		value = a->append && value
				? pool_printf(vars->pool, "%s%s", value, a->value)
				: a->value;
	}
	return value;
}
