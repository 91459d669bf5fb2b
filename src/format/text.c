/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "format/text.h"

#include <string.h>

struct bytes text_slice(struct bytes text, struct span span)
{
	return bytes_slice(text, span.offset, span.len);
}

char *text_str(struct pool *pool, struct bytes text, struct span span)
{
	return bytes_str(pool, text_slice(text, span));
}

struct bytes text_edit(struct pool *pool, struct bytes text, const struct text_edit *edit,
		       size_t count)
{
	struct buf out = { .pool = pool };
	size_t at = 0;

	for (size_t i = 0; i < count; i++) {
		struct span span = edit[i].span;

		if (span.offset < at || span.offset > text.len)
			continue;
		buf_add(&out, bytes_slice(text, at, span.offset - at));
		buf_adds(&out, edit[i].with);
		at = span.offset;
		at += text_slice(text, span).len;
	}
	buf_add(&out, bytes_slice(text, at, SIZE_MAX));
	return buf_bytes(&out);
}

struct bytes text_replace(struct pool *pool, struct bytes text, struct span span,
			  const char *with)
{
	struct text_edit edit = { span, with };

	return text_edit(pool, text, &edit, 1);
}

struct bytes text_insert(struct pool *pool, struct bytes text, size_t offset,
			 const char *s)
{
	return text_replace(pool, text, (struct span){ offset, 0 }, s);
}

struct bytes text_comment_line(struct pool *pool, struct bytes text, struct span line,
			       const char *tag)
{
	struct bytes rest = text_slice(text, line), physical;
	struct buf out = { .pool = pool };

	buf_add(&out, bytes_slice(text, 0, line.offset));
	while (bytes_line(&rest, &physical)) {
		buf_adds(&out, tag);
		buf_add(&out, physical);
	}
	buf_add(&out, bytes_slice(text, span_end(line), SIZE_MAX));
	return buf_bytes(&out);
}

const char *text_line_end(struct bytes text)
{
	ptrdiff_t feed = bytes_find(text, bytes_of("\n"), 0);

	return feed > 0 && text.data[feed - 1] == '\r' ? "\r\n" : "\n";
}

struct bytes text_append_line(struct pool *pool, struct bytes text, const char *line)
{
	const char *end = text_line_end(text);
	struct buf out = { .pool = pool };

	buf_add(&out, text);
	if (text.len && text.data[text.len - 1] != '\n')
		buf_adds(&out, end);
	buf_adds(&out, line);
	buf_adds(&out, end);
	return buf_bytes(&out);
}

unsigned text_line_of(struct bytes text, size_t offset)
{
	struct bytes before = bytes_slice(text, 0, offset);
	unsigned line = 1;

	for (size_t i = 0; i < before.len; i++)
		line += before.data[i] == '\n';
	return line;
}

bool text_next_line(struct bytes text, size_t *at, struct span *line)
{
	struct bytes rest = bytes_slice(text, *at, SIZE_MAX), one;

	if (!bytes_line(&rest, &one))
		return false;
	*line = (struct span){ *at, one.len };
	*at += one.len;
	if (one.data[line->len - 1] == '\n')
		line->len--;
	if (line->len < one.len && line->len && one.data[line->len - 1] == '\r')
		line->len--;
	return true;
}

bool text_next_word(struct bytes text, struct span within, size_t *at, struct span *word)
{
	size_t end = within.offset + text_slice(text, within).len;

	if (*at < within.offset)
		*at = within.offset;
	while (*at < end && text_is_blank(text.data[*at]))
		++*at;
	word->offset = *at;
	while (*at < end && !text_is_blank(text.data[*at]))
		++*at;
	word->len = *at - word->offset;
	return word->len > 0;
}

static bool is_space(unsigned char c)
{
	return text_is_blank(c) || c == '\r' || c == '\n';
}

struct span text_trim(struct bytes text, struct span span)
{
	while (span.len && is_space(text.data[span.offset])) {
		span.offset++;
		span.len--;
	}
	while (span.len && is_space(text.data[span_end(span) - 1]))
		span.len--;
	return span;
}

void *text_room(struct pool *pool, const void *items, size_t count, size_t size)
{
	if (count == 0)
		return pool_alloc(pool, size);
	if (count & (count - 1))
		return (void *)(uintptr_t)items;
	return pool_grow(pool, items, count * size, 2 * count * size);
}
