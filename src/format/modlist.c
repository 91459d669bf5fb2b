/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "format/modlist.h"

#include "format/cmdline.h"

/* The module named in LINE: its first word, without a CR or a comment stuck to it. */
static bool find_name(struct bytes text, struct span line, struct span *name)
{
	size_t at = line.offset, len = 0;

	if (!text_next_word(text, line, &at, name))
		return false;
	while (len < name->len && text.data[name->offset + len] != '#' &&
	       text.data[name->offset + len] != '\r')
		len++;
	name->len = len;
	return len > 0 && text.data[name->offset] != ';';
}

struct modlist *modlist_parse(struct pool *pool, struct bytes text)
{
	struct modlist *list = pool_alloc(pool, sizeof(*list));
	struct span line;
	unsigned number = 0;
	size_t at = 0;

	while (text_next_line(text, &at, &line)) {
		struct modlist_item item = { .line = ++number, .span = line };

		if (!find_name(text, line, &item.name_span))
			continue;
		item.name = text_str(pool, text, item.name_span);
		list->item = text_room(pool, list->item, list->count, sizeof(item));
		list->item[list->count++] = item;
	}
	return list;
}

bool modlist_has(const struct modlist *list, const char *name)
{
	for (size_t i = 0; i < list->count; i++)
		if (cmdline_same_name(list->item[i].name, name))
			return true;
	return false;
}

struct bytes modlist_add(struct pool *pool, struct bytes text, const struct strs *names)
{
	for (size_t i = 0; i < names->count; i++)
		if (!modlist_has(modlist_parse(pool, text), names->item[i]))
			text = text_append_line(pool, text, names->item[i]);
	return text;
}
