/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Text that is edited by splicing: parsers tell where things are, editors replace there.
 *
 * The one law of every editor in format/: an edit changes its own span and not one byte
 * beside it.  Spans belong to the text they were parsed from: after an edit, parse again.
 */
#pragma once

#include "base/bytes.h"

struct span {
	size_t offset, len;
};

struct text_edit {
	struct span span;
	const char *with;
};

/* The bytes of SPAN, cut to what there is. */
struct bytes text_slice(struct bytes text, struct span span);

/* The bytes of SPAN as a C string. */
char *text_str(struct pool *pool, struct bytes text, struct span span);

/* TEXT with SPAN replaced by WITH, in POOL. */
struct bytes text_replace(struct pool *pool, struct bytes text, struct span span,
			  const char *with);

/* TEXT with COUNT edits made at once; they are in ascending order and do not overlap. */
struct bytes text_edit(struct pool *pool, struct bytes text, const struct text_edit *edit,
		       size_t count);

/* TEXT with S put before the byte at OFFSET. */
struct bytes text_insert(struct pool *pool, struct bytes text, size_t offset,
			 const char *s);

/* Every physical line of LINE prefixed with TAG, such as "# drydock: ". */
struct bytes text_comment_line(struct pool *pool, struct bytes text, struct span line,
			       const char *tag);

/*
 * TEXT with LINE (which has no line end) after its last line, which is ended first where
 * it was not.  The line end, "\n" or "\r\n", is that of the first line.
 */
struct bytes text_append_line(struct pool *pool, struct bytes text, const char *line);

/* The line end of the text: that of its first line, else "\n". */
const char *text_line_end(struct bytes text);

/* The number, from 1, of the line that OFFSET is in. */
unsigned text_line_of(struct bytes text, size_t offset);

/*
 * The line that starts at *AT, without its line end, and *AT moved to the next one.
 * Returns false at the end.
 */
bool text_next_line(struct bytes text, size_t *at, struct span *line);

/*
 * The next word of WITHIN at or after *AT, which blanks and tabs separate, and *AT moved
 * behind it.  Returns false where there is none.
 */
bool text_next_word(struct bytes text, struct span within, size_t *at, struct span *word);

/* SPAN without the blanks and line ends at both of its ends. */
struct span text_trim(struct bytes text, struct span span);

/*
 * ITEMS, an array of COUNT members of SIZE bytes, with room for one more.  All arrays
 * that grow through this have room for the next power of two.
 */
void *text_room(struct pool *pool, const void *items, size_t count, size_t size);

static inline bool text_is_blank(unsigned char c)
{
	return c == ' ' || c == '\t';
}

static inline size_t span_end(struct span span)
{
	return span.offset + span.len;
}
