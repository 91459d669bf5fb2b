/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "format/crypttab.h"

#include <string.h>

static void take_fields(struct pool *pool, struct bytes text,
			struct crypttab_entry *entry)
{
	const char **to[] = { &entry->name, &entry->source, &entry->key,
			      &entry->options };
	size_t at = entry->span.offset;
	struct span word;

	for (size_t i = 0; i < CRYPTTAB_FIELDS; i++)
		*to[i] = "";
	while (entry->count < CRYPTTAB_FIELDS &&
	       text_next_word(text, entry->span, &at, &word)) {
		*to[entry->count] = text_str(pool, text, word);
		entry->field[entry->count++] = word;
	}
}

struct crypttab *crypttab_parse(struct pool *pool, struct bytes text)
{
	struct crypttab *table = pool_alloc(pool, sizeof(*table));
	struct span line;
	unsigned number = 0;
	size_t at = 0;

	while (text_next_line(text, &at, &line)) {
		struct crypttab_entry entry = { .line = ++number, .span = line };

		take_fields(pool, text, &entry);
		if (entry.count == 0 || text.data[entry.field[0].offset] == '#')
			continue;
		table->entry = text_room(pool, table->entry, table->count, sizeof(entry));
		table->entry[table->count++] = entry;
	}
	return table;
}

bool crypttab_has_option(const struct crypttab_entry *entry, const char *name)
{
	size_t len = strlen(name);

	for (const char *at = entry->options; *at;) {
		size_t option = strcspn(at, ",");

		if (strncmp(at, name, len) == 0 && (option == len || at[len] == '='))
			return true;
		at += option + (at[option] == ',');
	}
	return false;
}

struct bytes crypttab_set_source(struct pool *pool, struct bytes text,
				 const struct crypttab_entry *entry, const char *source)
{
	if (entry->count <= CRYPTTAB_SOURCE)
		return text;
	return text_replace(pool, text, entry->field[CRYPTTAB_SOURCE], source);
}

struct bytes crypttab_add_option(struct pool *pool, struct bytes text,
				 const struct crypttab_entry *entry, const char *option)
{
	if (entry->count <= CRYPTTAB_SOURCE)
		return text;
	if (entry->count == CRYPTTAB_SOURCE + 1)
		return text_insert(pool, text, span_end(entry->field[CRYPTTAB_SOURCE]),
				   pool_printf(pool, " none %s", option));
	if (entry->count == CRYPTTAB_KEY + 1)
		return text_insert(pool, text, span_end(entry->field[CRYPTTAB_KEY]),
				   pool_printf(pool, " %s", option));
	return text_insert(pool, text, span_end(entry->field[CRYPTTAB_OPTIONS]),
			   pool_printf(pool, ",%s", option));
}
