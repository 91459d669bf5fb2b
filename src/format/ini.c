/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "format/ini.h"

#include <string.h>

static bool is_comment(struct bytes text, struct span line)
{
	line = text_trim(text, line);
	return line.len && strchr("#;", text.data[line.offset]) && text.data[line.offset];
}

/* The value with each backslash and line end as a blank, comment lines left out. */
static char *join(struct pool *pool, struct bytes text, struct span value)
{
	struct buf out = { .pool = pool };
	size_t at = value.offset;
	struct span line;

	while (at < span_end(value) && text_next_line(text, &at, &line)) {
		bool more = at < span_end(value);

		if (span_end(line) > span_end(value))
			line.len = span_end(value) - line.offset;
		if (line.offset != value.offset && is_comment(text, line))
			continue;
		buf_add(&out, bytes_slice(text, line.offset, line.len - more));
		buf_adds(&out, more ? " " : "");
	}
	return bytes_str(pool, buf_bytes(&out));
}

/* FIRST is the part of LINE that is not a continuation; a key and its '=' are there. */
static void read_key(struct pool *pool, struct bytes text, struct ini_section *section,
		     struct span first, struct span line, unsigned number)
{
	ptrdiff_t equals = bytes_find(text_slice(text, first), bytes_of("="), 0);
	struct ini_key key = { .line = number, .span = line };
	struct span name = { line.offset, (size_t)equals };

	if (equals < 0)
		return;
	key.name = text_str(pool, text, text_trim(text, name));
	key.value_span.offset = span_end(name) + 1;
	key.value_span.len = span_end(line) - key.value_span.offset;
	key.value_span = text_trim(text, key.value_span);
	key.value = join(pool, text, key.value_span);
	section->key = text_room(pool, section->key, section->keys, sizeof(key));
	section->key[section->keys++] = key;
}

static void add_section(struct pool *pool, struct bytes text, struct ini *ini,
			struct span line, unsigned number)
{
	struct ini_section section = { .line = number, .span = line, .name = "" };
	struct span name = text_trim(text, line);

	if (name.len > 1) {
		name.offset++;
		name.len--;
		name.len -= text.data[span_end(name) - 1] == ']';
		section.name = text_str(pool, text, name);
	}
	ini->section = text_room(pool, ini->section, ini->count, sizeof(section));
	ini->section[ini->count++] = section;
}

/* The lines that a backslash at the end joins to LINE; comments between are skipped. */
static void join_lines(struct bytes text, size_t *at, struct span *line)
{
	struct span last = *line, next;

	while (last.len && text.data[span_end(last) - 1] == '\\' &&
	       text_next_line(text, at, &next)) {
		line->len = span_end(next) - line->offset;
		if (!is_comment(text, next))
			last = next;
	}
}

struct ini *ini_parse(struct pool *pool, struct bytes text)
{
	struct ini *ini = pool_alloc(pool, sizeof(*ini));
	size_t at = 0, counted = 0;
	struct span line;
	unsigned number = 1;

	add_section(pool, text, ini, (struct span){ 0, 0 }, 0);
	while (text_next_line(text, &at, &line)) {
		struct span content = text_trim(text, line);

		for (; counted < line.offset; counted++)
			number += text.data[counted] == '\n';
		if (content.len == 0 || is_comment(text, line))
			continue;
		if (text.data[content.offset] == '[') {
			add_section(pool, text, ini, line, number);
			continue;
		}
		content = line;
		join_lines(text, &at, &line);
		read_key(pool, text, &ini->section[ini->count - 1], content, line,
			 number);
	}
	return ini;
}

const struct ini_section *ini_section(const struct ini *ini, const char *name)
{
	for (size_t i = 0; i < ini->count; i++)
		if (strcmp(ini->section[i].name, name) == 0)
			return &ini->section[i];
	return NULL;
}

const struct ini_key *ini_find(const struct ini *ini, const char *section,
			       const char *name)
{
	for (size_t i = ini->count; i-- > 0;) {
		const struct ini_section *s = &ini->section[i];

		if (strcmp(s->name, section) != 0)
			continue;
		for (size_t k = s->keys; k-- > 0;)
			if (strcmp(s->key[k].name, name) == 0)
				return &s->key[k];
	}
	return NULL;
}

const char *ini_get(const struct ini *ini, const char *section, const char *name)
{
	const struct ini_key *key = ini_find(ini, section, name);

	return key ? key->value : NULL;
}

struct bytes ini_set(struct pool *pool, struct bytes text, const char *section,
		     const char *name, const char *value)
{
	const struct ini_key *key = ini_find(ini_parse(pool, text), section, name);

	if (key)
		return text_replace(pool, text, key->value_span, value);
	return ini_add(pool, text, section, name, value);
}

static struct bytes append_section(struct pool *pool, struct bytes text,
				   const char *section, const char *line)
{
	size_t at = 0;
	struct span last = { 0, 0 };

	while (text_next_line(text, &at, &last))
		;
	if (text_trim(text, last).len)
		text = text_append_line(pool, text, "");
	text = text_append_line(pool, text, pool_printf(pool, "[%s]", section));
	return text_append_line(pool, text, line);
}

struct bytes ini_add(struct pool *pool, struct bytes text, const char *section,
		     const char *name, const char *value)
{
	const struct ini *ini = ini_parse(pool, text);
	const struct ini_section *s = NULL;
	const char *line = pool_printf(pool, "%s=%s", name, value);
	struct span after;

	for (size_t i = 0; i < ini->count; i++)
		if (ini->section[i].line && strcmp(ini->section[i].name, section) == 0)
			s = &ini->section[i];
	if (!s)
		return append_section(pool, text, section, line);
	after = s->keys ? s->key[s->keys - 1].span : s->span;
	return text_insert(pool, text, span_end(after),
			   pool_printf(pool, "%s%s", text_line_end(text), line));
}

struct bytes ini_comment(struct pool *pool, struct bytes text, const struct ini_key *key,
			 const char *tag)
{
	return text_comment_line(pool, text, key->span, tag);
}

/* From the end, so that the spans before an edit stay where they are. */
struct bytes ini_comment_all(struct pool *pool, struct bytes text, const char *section,
			     bool (*is_one)(const struct ini_section *,
					    const struct ini_key *),
			     const char *tag)
{
	const struct ini *ini = ini_parse(pool, text);

	for (size_t i = ini->count; i-- > 0;) {
		const struct ini_section *s = &ini->section[i];

		for (size_t k = s->keys; k-- > 0;)
			if ((!section || strcmp(s->name, section) == 0) &&
			    is_one(s, &s->key[k]))
				text = ini_comment(pool, text, &s->key[k], tag);
	}
	return text;
}
