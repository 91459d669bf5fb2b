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

enum { NEAREST_MAX = 64 }; /* bytes of a word that is compared */

static unsigned least(unsigned a, unsigned b)
{
	return a < b ? a : b;
}

/* How many letters are left out, added, changed or swapped between two short words. */
static unsigned distance(const char *a, const char *b)
{
	unsigned row[3][NEAREST_MAX + 1];
	size_t width = strlen(b);

	for (unsigned j = 0; j <= width; j++)
		row[0][j] = j;
	for (unsigned i = 1; a[i - 1]; i++) {
		unsigned *now = row[i % 3];
		const unsigned *last = row[(i - 1) % 3], *before = row[(i + 1) % 3];

		now[0] = i;
		for (size_t j = 1; j <= width; j++) {
			now[j] = least(least(last[j], now[j - 1]) + 1,
				       last[j - 1] + (a[i - 1] != b[j - 1]));
			if (i > 1 && j > 1 && a[i - 1] == b[j - 2] &&
			    a[i - 2] == b[j - 1])
				now[j] = least(now[j], before[j - 2] + 1);
		}
	}
	return row[strlen(a) % 3][width];
}

const char *strs_nearest(const struct strs *list, const char *s)
{
	const char *nearest = NULL;
	unsigned best = NEAREST_MAX;

	if (strlen(s) > NEAREST_MAX)
		return NULL;
	for (size_t i = 0; i < list->count; i++) {
		size_t len = strlen(list->item[i]);
		unsigned far = len <= NEAREST_MAX ? distance(s, list->item[i]) : best;

		if (far < best && far * 3 <= len + 1) {
			best = far;
			nearest = list->item[i];
		}
	}
	return nearest;
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
