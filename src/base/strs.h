/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A growing list of strings, all of one pool.
 *
 * Its one law: the list owns nothing; a string added must live as long as the list.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "base/pool.h"

struct strs {
	struct pool *pool;
	const char **item;
	size_t count, room;
};

/* Add S itself; strs_addf() adds a new string. */
void strs_add(struct strs *list, const char *s);
void strs_addf(struct strs *list, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

bool strs_has(const struct strs *list, const char *s);

/*
 * The string of LIST that S is a likely misspelling of, or NULL: the nearest by letters
 * left out, added, changed or swapped with the next, a third of its length at most.
 */
const char *strs_nearest(const struct strs *list, const char *s);

/* Sort by bytes, as strcmp(3) does. */
void strs_sort(struct strs *list);

/* The words of TEXT, which blanks, tabs and line ends separate, as a new list. */
struct strs strs_words(struct pool *pool, const char *text);

/* All strings with SEPARATOR between them. */
char *strs_join(const struct strs *list, const char *separator);
