/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "report/clean.h"

#include <stdlib.h>
#include <string.h>

struct range {
	uint32_t first, last;
};

/* Unicode's general categories Cc, Cf, Zl and Zp, and what has no glyph. */
static const struct range invisible[] = {
	{ 0x00, 0x1f },     { 0x7f, 0x9f },     { 0xad, 0xad },       { 0x061c, 0x061c },
	{ 0x180e, 0x180e }, { 0x200b, 0x200f }, { 0x2028, 0x202e },   { 0x2060, 0x206f },
	{ 0xfeff, 0xfeff }, { 0xfff9, 0xfffb }, { 0xe0000, 0xe0fff }, { 0xfffe, 0xffff },
};

/* Marks on the character before them. */
static const struct range combining[] = {
	{ 0x0300, 0x036f }, { 0x0483, 0x0489 }, { 0x1ab0, 0x1aff }, { 0x1dc0, 0x1dff },
	{ 0x20d0, 0x20ff }, { 0xfe00, 0xfe0f }, { 0xfe20, 0xfe2f },
};

/* East Asian Width W and F, in whole blocks (Unicode Standard Annex 11). */
static const struct range wide[] = {
	{ 0x1100, 0x115f },   { 0x2e80, 0xa4cf },   { 0xac00, 0xd7a3 },
	{ 0xf900, 0xfaff },   { 0xfe30, 0xfe6f },   { 0xff00, 0xff60 },
	{ 0xffe0, 0xffe6 },   { 0x1f300, 0x1f64f }, { 0x1f680, 0x1f6ff },
	{ 0x1f900, 0x1f9ff }, { 0x20000, 0x3fffd },
};

#define COUNT(table) (sizeof(table) / sizeof(*(table)))

static bool in_table(uint32_t code, const struct range *table, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (code >= table[i].first && code <= table[i].last)
			return true;
	return false;
}

/* The length of the sequence TEXT starts with, by its first byte; 0: none starts so. */
static size_t sequence_len(unsigned char first)
{
	if (first < 0x80)
		return 1;
	if (first >= 0xc2 && first <= 0xdf)
		return 2;
	if (first >= 0xe0 && first <= 0xef)
		return 3;
	return first >= 0xf0 && first <= 0xf4 ? 4 : 0;
}

/* Decode one character; returns its bytes, or 0 where they are no UTF-8. */
static size_t decode(struct bytes text, uint32_t *code)
{
	static const uint32_t least[] = { 0, 0, 0x80, 0x800, 0x10000 };
	static const unsigned char mask[] = { 0, 0x7f, 0x1f, 0x0f, 0x07 };
	size_t len = text.len ? sequence_len(text.data[0]) : 0;

	if (len == 0 || len > text.len)
		return 0;
	*code = text.data[0] & mask[len];
	for (size_t i = 1; i < len; i++) {
		if ((text.data[i] & 0xc0) != 0x80)
			return 0;
		*code = *code << 6 | (text.data[i] & 0x3f);
	}
	if (*code < least[len] || *code > 0x10ffff ||
	    (*code >= 0xd800 && *code <= 0xdfff))
		return 0;
	return len;
}

static bool is_line_end(struct bytes rest)
{
	return bytes_starts(rest, "\n") || bytes_starts(rest, "\r\n");
}

static bool is_allowed(uint32_t code, struct bytes rest, enum clean_use use)
{
	if (use == CLEAN_JSON)
		return code != 0;
	if (use == CLEAN_DIFF && (code == '\t' || is_line_end(rest)))
		return true;
	return !in_table(code, invisible, COUNT(invisible));
}

void clean_add(struct buf *out, struct bytes text, enum clean_use use)
{
	size_t start = 0, at = 0;

	while (at < text.len) {
		struct bytes rest = bytes_slice(text, at, text.len);
		uint32_t code = 0;
		size_t len = decode(rest, &code);

		if (len > 0 && is_allowed(code, rest, use)) {
			at += len;
			continue;
		}
		buf_add(out, bytes_slice(text, start, at - start));
		for (size_t i = 0; i < (len ? len : 1); i++)
			buf_addf(out, "\\x%02x", rest.data[i]);
		at += len ? len : 1;
		start = at;
	}
	buf_add(out, bytes_slice(text, start, at - start));
}

char *clean_str(struct pool *pool, struct bytes text, enum clean_use use)
{
	struct buf out = { .pool = pool };

	clean_add(&out, text, use);
	return bytes_str(pool, buf_bytes(&out));
}

size_t clean_next(const char *s)
{
	size_t len = sequence_len((unsigned char)*s);

	return len > 0 && strnlen(s, len) == len ? len : 1;
}

size_t clean_columns(const char *s, size_t len)
{
	struct bytes rest = { (const unsigned char *)s, len };
	size_t columns = 0;

	while (rest.len > 0) {
		uint32_t code = 0;
		size_t used = decode(rest, &code);

		if (used == 0 || !in_table(code, combining, COUNT(combining)))
			columns += used && in_table(code, wide, COUNT(wide)) ? 2 : 1;
		rest = bytes_slice(rest, used ? used : 1, rest.len);
	}
	return columns;
}

char *clean_dump(struct pool *pool, const json_t *object, size_t flags)
{
	char *text = json_dumps(object, flags | JSON_ENSURE_ASCII);
	struct buf out = { .pool = pool };

	if (!text)
		return NULL;
	for (const char *at = text; *at; at++)
		/* jansson takes DEL for ASCII that is to be seen. */
		if (*at == '\177')
			buf_adds(&out, "\\u007f");
		else
			buf_fill(&out, (unsigned char)*at, 1);
	free(text);
	return bytes_str(pool, buf_bytes(&out));
}
