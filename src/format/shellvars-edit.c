/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "format/shellvars.h"

#include <string.h>

static const char *quote_value(struct pool *pool, const char *value,
			       enum shell_quote quote)
{
	static const char safe[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
				   "0123456789_./:@%+=,-";
	struct buf out = { .pool = pool };

	if (quote == SHELL_BARE && value[strspn(value, safe)] == '\0')
		return value;
	if (quote == SHELL_SINGLE && !strchr(value, '\''))
		return pool_printf(pool, "'%s'", value);
	buf_adds(&out, "\"");
	for (; *value; value++)
		buf_addf(&out, strchr("\"\\$`", *value) ? "\\%c" : "%c", *value);
	buf_adds(&out, "\"");
	return bytes_str(pool, buf_bytes(&out));
}

struct bytes shellvars_set(struct pool *pool, struct bytes text, const char *name,
			   const char *value)
{
	struct shellvars *vars = shellvars_parse(pool, text);
	const struct shell_assignment *a = shellvars_find(vars, name);
	enum shell_quote quote = a ? a->quote : SHELL_DOUBLE;
	const char *right = quote_value(pool, value, quote);
	struct span operator;

	if (!a)
		return text_append_line(pool, text,
					pool_printf(pool, "%s=%s", name, right));
	operator.offset = a->span.offset + strlen(name);
	operator.len = span_end(a->right) - operator.offset;
	return text_replace(pool, text, operator, pool_printf(pool, "=%s", right));
}

/* The lines of A without what is not its own; false where there is something else. */
static bool is_alone(struct bytes text, const struct shell_assignment *a,
		     struct span *line)
{
	size_t from = a->span.offset, to = span_end(a->span);

	while (from > 0 && text_is_blank(text.data[from - 1]))
		from--;
	while (to < text.len && (text_is_blank(text.data[to]) || text.data[to] == '\r'))
		to++;
	*line = a->span;
	return (from == 0 || text.data[from - 1] == '\n') &&
	       (to == text.len || text.data[to] == '\n' || text.data[to] == '#');
}

struct bytes shellvars_comment(struct pool *pool, struct bytes text,
			       const struct shell_assignment *a, const char *tag)
{
	struct span line;

	if (is_alone(text, a, &line))
		return text_comment_line(pool, text, line, tag);
	return text_replace(pool, text, a->right, "\"\"");
}

static bool is_one_of(const char *name, const char *const *names)
{
	for (; *names; names++) {
		size_t len = strlen(*names);

		if (strncmp(name, *names, len) == 0 &&
		    (name[len] == '_' ||
		     name[len + strspn(name + len, "0123456789")] == '\0'))
			return true;
	}
	return false;
}

/* From the end, so that the spans before an edit stay where they are. */
struct bytes shellvars_comment_all(struct pool *pool, struct bytes text,
				   const char *const *names, const char *tag)
{
	const struct shellvars *vars = shellvars_parse(pool, text);

	for (size_t i = vars->count; i-- > 0;)
		if (*vars->item[i].value && is_one_of(vars->item[i].name, names))
			text = shellvars_comment(pool, text, &vars->item[i], tag);
	return text;
}
