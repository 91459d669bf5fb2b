/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "format/grubenv.h"

#include <errno.h>
#include <string.h>

#define SIGNATURE "# GRUB Environment Block\n"

/* The end of the line at AT; a line end behind a backslash is part of a value. */
static size_t line_end(struct bytes text, size_t at)
{
	while (at < text.len && text.data[at] != '\n')
		at += text.data[at] == '\\' ? 2 : 1;
	return at < text.len ? at : text.len;
}

static const char *unescape(struct pool *pool, struct bytes value)
{
	struct buf out = { .pool = pool };

	for (size_t i = 0; i < value.len; i++) {
		i += value.data[i] == '\\' && i + 1 < value.len;
		buf_add(&out, bytes_slice(value, i, 1));
	}
	return bytes_str(pool, buf_bytes(&out));
}

static char *escape(struct pool *pool, const char *value)
{
	struct buf out = { .pool = pool };

	for (; *value; value++) {
		if (*value == '\\' || *value == '\n')
			buf_adds(&out, "\\");
		buf_addf(&out, "%c", *value);
	}
	return bytes_str(pool, buf_bytes(&out));
}

static void read_item(struct pool *pool, struct bytes text, struct grubenv *env,
		      struct span line, unsigned number)
{
	struct bytes content = text_slice(text, line);
	ptrdiff_t equals = bytes_find(content, bytes_of("="), 0);
	struct grubenv_item item = { .line = number, .span = line };

	if (equals < 1)
		return;
	item.name = bytes_str(pool, bytes_slice(content, 0, (size_t)equals));
	item.value_span.offset = line.offset + (size_t)equals + 1;
	item.value_span.len = span_end(line) - item.value_span.offset;
	item.value = unescape(pool, text_slice(text, item.value_span));
	env->item = text_room(pool, env->item, env->count, sizeof(item));
	env->item[env->count++] = item;
}

struct grubenv *grubenv_parse(struct pool *pool, struct bytes text)
{
	struct grubenv *env;
	unsigned number = 2;

	if (!bytes_starts(text, SIGNATURE))
		return NULL;
	env = pool_alloc(pool, sizeof(*env));
	for (size_t at = strlen(SIGNATURE), end; at < text.len; at = end + 1) {
		end = line_end(text, at);
		if (text.data[at] != '#')
			read_item(pool, text, env, (struct span){ at, end - at }, number);
		for (size_t i = at; i <= end && i < text.len; i++)
			number += text.data[i] == '\n';
	}
	return env;
}

const struct grubenv_item *grubenv_find(const struct grubenv *env, const char *name)
{
	for (size_t i = 0; i < env->count; i++)
		if (strcmp(env->item[i].name, name) == 0)
			return &env->item[i];
	return NULL;
}

const char *grubenv_get(const struct grubenv *env, const char *name)
{
	const struct grubenv_item *item = grubenv_find(env, name);

	return item ? item->value : NULL;
}

static bool is_block(struct bytes text)
{
	return text.len == GRUBENV_LEN && bytes_starts(text, SIGNATURE);
}

/* Where the filling starts: behind the last line end, unless a line goes on to the end.
 */
static size_t filling(struct bytes text)
{
	size_t at = text.len;

	while (at > 0 && text.data[at - 1] == '#')
		at--;
	return at > 0 && text.data[at - 1] != '\n' ? text.len : at;
}

int grubenv_fit(struct pool *pool, struct bytes text, struct bytes *done)
{
	struct buf out = { .pool = pool };

	if (!bytes_starts(text, SIGNATURE))
		return -EINVAL;
	if (filling(text) > GRUBENV_LEN)
		return -ENOSPC;
	buf_add(&out, bytes_slice(text, 0, filling(text)));
	/* A last line that went on to the end of the block would take the filling in. */
	if (out.len < GRUBENV_LEN && out.data[out.len - 1] != '\n')
		buf_adds(&out, "\n");
	buf_fill(&out, '#', GRUBENV_LEN - out.len);
	*done = buf_bytes(&out);
	return 0;
}

int grubenv_replace(struct pool *pool, struct bytes text, struct span span,
		    const char *with, struct bytes *done)
{
	if (!is_block(text) || strpbrk(with, "\n\\"))
		return -EINVAL;
	if (span_end(span) > filling(text))
		return -EINVAL;
	return grubenv_fit(pool, text_replace(pool, text, span, with), done);
}

int grubenv_set(struct pool *pool, struct bytes text, const char *name, const char *value,
		struct bytes *done)
{
	const struct grubenv_item *item;
	char *escaped = escape(pool, value);

	if (!is_block(text) || !*name || strpbrk(name, "=#\n\\"))
		return -EINVAL;
	item = grubenv_find(grubenv_parse(pool, text), name);
	if (item)
		return grubenv_fit(
			pool, text_replace(pool, text, item->value_span, escaped), done);
	return grubenv_fit(pool,
			   text_insert(pool, text, filling(text),
				       pool_printf(pool, "%s=%s\n", name, escaped)),
			   done);
}
