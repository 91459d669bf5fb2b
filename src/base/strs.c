/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "base/strs.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "base/bytes.h"

void strs_add(struct strs *list, const char *s)
{
	if (list->count == list->room) {
		size_t room = list->room ? list->room * 2 : 8;

		list->item = pool_grow(list->pool, list->item,
				       list->count * sizeof(*list->item),
				       room * sizeof(*list->item));
		list->room = room;
	}
	list->item[list->count++] = s;
}

void strs_addf(struct strs *list, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	strs_add(list, pool_vprintf(list->pool, format, args));
	va_end(args);
}

bool strs_has(const struct strs *list, const char *s)
{
	for (size_t i = 0; i < list->count; i++)
		if (strcmp(list->item[i], s) == 0)
			return true;
	return false;
}

static int by_bytes(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

void strs_sort(struct strs *list)
{
	if (list->count > 1)
		qsort(list->item, list->count, sizeof(*list->item), by_bytes);
}

struct strs strs_words(struct pool *pool, const char *text)
{
	struct strs words = { .pool = pool };
	const char *blanks = " \t\r\n\v\f";

	for (text += strspn(text, blanks); *text; text += strspn(text, blanks)) {
		size_t len = strcspn(text, blanks);

		strs_add(&words, pool_strndup(pool, text, len));
		text += len;
	}
	return words;
}

char *strs_join(const struct strs *list, const char *separator)
{
	struct buf text = { .pool = list->pool };

	for (size_t i = 0; i < list->count; i++) {
		if (i)
			buf_adds(&text, separator);
		buf_adds(&text, list->item[i]);
	}
	return bytes_str(list->pool, buf_bytes(&text));
}
