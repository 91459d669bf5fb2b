/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "format/cmdline.h"

#include <string.h>

static bool is_space(unsigned char c)
{
	return c == ' ' || (c >= '\t' && c <= '\r');
}

static size_t word_end(struct bytes text, size_t at, size_t end)
{
	bool quoted = false;

	for (; at < end && (quoted || !is_space(text.data[at])); at++)
		if (text.data[at] == '"')
			quoted = !quoted;
	return at;
}

/* The same decisions as next_arg(), in its order. */
static struct cmdline_arg parse_word(struct pool *pool, struct bytes text, size_t start,
				     size_t end)
{
	struct cmdline_arg arg = { .span = { start, end - start } };
	bool quoted = text.data[start] == '"';
	size_t name = start + quoted, equals = 0, stop = end;

	for (size_t i = name + 1; i < end && !equals; i++)
		if (text.data[i] == '=')
			equals = i;
	arg.value.offset = equals ? equals + 1 : end;
	if (equals && arg.value.offset < end && text.data[arg.value.offset] == '"') {
		arg.value.offset++;
		quoted = true;
	}
	if (quoted && stop > (equals ? arg.value.offset : name) &&
	    text.data[stop - 1] == '"')
		stop--;
	if (!equals)
		arg.value.offset = stop;
	arg.value.len = stop - arg.value.offset;
	arg.value_present = equals != 0;
	arg.name =
		bytes_str(pool, bytes_slice(text, name, (equals ? equals : stop) - name));
	arg.value_text = text_str(pool, text, arg.value);
	return arg;
}

struct cmdline *cmdline_parse(struct pool *pool, struct bytes text, struct span where)
{
	struct cmdline *cmdline = pool_alloc(pool, sizeof(*cmdline));
	size_t at = where.offset, end = where.offset + text_slice(text, where).len;

	cmdline->where = where;
	cmdline->rest.offset = end;
	while (at < end) {
		struct cmdline_arg arg;
		size_t stop;

		if (is_space(text.data[at])) {
			at++;
			continue;
		}
		stop = word_end(text, at, end);
		arg = parse_word(pool, text, at, stop);
		if (!arg.value_present && strcmp(arg.name, "--") == 0) {
			cmdline->rest = (struct span){ at, end - at };
			break;
		}
		cmdline->arg = text_room(pool, cmdline->arg, cmdline->count, sizeof(arg));
		cmdline->arg[cmdline->count++] = arg;
		at = stop;
	}
	return cmdline;
}

static char dash(char c)
{
	return c == '-' ? '_' : c;
}

bool cmdline_same_name(const char *a, const char *b)
{
	for (; dash(*a) == dash(*b); a++, b++)
		if (!*a)
			return true;
	return false;
}

const struct cmdline_arg *cmdline_last(const struct cmdline *cmdline, const char *name)
{
	for (size_t i = cmdline->count; i-- > 0;)
		if (cmdline_same_name(cmdline->arg[i].name, name))
			return &cmdline->arg[i];
	return NULL;
}

bool cmdline_has(const struct cmdline *cmdline, const char *name)
{
	return cmdline_last(cmdline, name) != NULL;
}

static bool needs_blank(unsigned char neighbour)
{
	return !is_space(neighbour) && !strchr("\"'=", neighbour);
}

struct bytes cmdline_add(struct pool *pool, struct bytes text,
			 const struct cmdline *cmdline, const char *arg)
{
	bool last = cmdline->count > 0, before, after;
	size_t at = last ? span_end(cmdline->arg[cmdline->count - 1].span)
			 : cmdline->where.offset;

	if (at > text.len)
		at = text.len;
	before = last || (at > 0 && needs_blank(text.data[at - 1]));
	after = at < span_end(cmdline->where) && at < text.len &&
		!is_space(text.data[at]);
	return text_insert(
		pool, text, at,
		pool_printf(pool, "%s%s%s", before ? " " : "", arg, after ? " " : ""));
}

struct bytes cmdline_remove(struct pool *pool, struct bytes text,
			    const struct cmdline *cmdline, const struct cmdline_arg *arg)
{
	size_t start = arg->span.offset, end = span_end(arg->span);

	while (start > cmdline->where.offset && is_space(text.data[start - 1]))
		start--;
	/* What is before the words (the blank behind a kernel's path) is not ours. */
	if (start == cmdline->where.offset) {
		start = arg->span.offset;
		while (end < span_end(cmdline->where) && is_space(text.data[end]))
			end++;
	}
	return text_replace(pool, text, (struct span){ start, end - start }, "");
}
