/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "format/debconf.h"

#include <string.h>

static size_t trimmed_end(struct bytes text, struct span line)
{
	size_t end = span_end(line);

	while (end > line.offset &&
	       (text_is_blank(text.data[end - 1]) || text.data[end - 1] == '\r'))
		end--;
	return end;
}

static bool read_field(struct pool *pool, struct bytes text, struct span line,
		       struct debconf_field *field)
{
	ptrdiff_t colon = bytes_find(text_slice(text, line), bytes_of(":"), 0);
	size_t at, end = trimmed_end(text, line);

	if (colon < 1)
		return false;
	at = line.offset + (size_t)colon + 1;
	while (at < end && text_is_blank(text.data[at]))
		at++;
	if (end < at)
		end = at;
	field->name = bytes_str(pool, bytes_slice(text, line.offset, (size_t)colon));
	field->span = line;
	field->value_span = (struct span){ at, end - at };
	field->value = text_str(pool, text, field->value_span);
	return true;
}

static struct debconf_item *item_new(struct pool *pool, struct debconf *db, unsigned line)
{
	db->item = text_room(pool, db->item, db->count, sizeof(*db->item));
	db->item[db->count] = (struct debconf_item){ .name = "", .line = line };
	return &db->item[db->count++];
}

static void add_field(struct pool *pool, struct debconf_item *item,
		      struct debconf_field field)
{
	item->field = text_room(pool, item->field, item->fields, sizeof(field));
	item->field[item->fields++] = field;
	if (strcmp(field.name, "Name") == 0)
		item->name = field.value;
}

struct debconf *debconf_parse(struct pool *pool, struct bytes text)
{
	struct debconf *db = pool_alloc(pool, sizeof(*db));
	struct debconf_item *item = NULL;
	struct span line;
	unsigned number = 0;
	size_t at = 0;

	while (text_next_line(text, &at, &line)) {
		struct debconf_field field = { .line = ++number };

		if (trimmed_end(text, line) == line.offset) {
			item = NULL;
		} else if (text_is_blank(text.data[line.offset])) {
			if (item && item->fields)
				item->field[item->fields - 1].span.len =
					span_end(line) -
					item->field[item->fields - 1].span.offset;
		} else if (read_field(pool, text, line, &field)) {
			if (!item)
				item = item_new(pool, db, number);
			add_field(pool, item, field);
		}
	}
	return db;
}

const struct debconf_item *debconf_find(const struct debconf *db, const char *name)
{
	for (size_t i = db->count; i-- > 0;)
		if (strcmp(db->item[i].name, name) == 0)
			return &db->item[i];
	return NULL;
}

const struct debconf_field *debconf_field(const struct debconf_item *item,
					  const char *name)
{
	for (size_t i = 0; i < item->fields; i++)
		if (strcmp(item->field[i].name, name) == 0)
			return &item->field[i];
	return NULL;
}

const char *debconf_get(const struct debconf *db, const char *name)
{
	const struct debconf_item *item = debconf_find(db, name);
	const struct debconf_field *value = item ? debconf_field(item, "Value") : NULL;

	return value ? value->value : item ? "" : NULL;
}

/* The field that a new one called NAME goes behind: Name and Template are first. */
static const struct debconf_field *place_of(const struct debconf_item *item,
					    const char *name)
{
	static const char *const order[] = { "Name",   "Template", "Value",
					     "Owners", "Flags",    "Variables" };
	size_t rank = 0;
	const struct debconf_field *place = &item->field[0];

	while (rank < sizeof(order) / sizeof(*order) && strcmp(order[rank], name) != 0)
		rank++;
	for (size_t i = 0; i < rank && i < sizeof(order) / sizeof(*order); i++) {
		const struct debconf_field *field = debconf_field(item, order[i]);

		if (field)
			place = field;
	}
	return place;
}

struct bytes debconf_set(struct pool *pool, struct bytes text, const char *name,
			 const char *field, const char *value)
{
	const struct debconf_item *item = debconf_find(debconf_parse(pool, text), name);
	const struct debconf_field *old = item ? debconf_field(item, field) : NULL;

	if (!item || item->fields == 0)
		return text;
	if (old && strcmp(old->value, value) == 0)
		return text;
	if (old)
		return text_replace(
			pool, text, old->value_span,
			old->value_span.len == 0 &&
					text.data[old->value_span.offset - 1] == ':'
				? pool_printf(pool, " %s", value)
				: value);
	return text_insert(
		pool, text, span_end(place_of(item, field)->span),
		pool_printf(pool, "%s%s: %s", text_line_end(text), field, value));
}
