/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Just enough XML for an OVF descriptor: the attributes of elements by their local names,
 * comments skipped.  What is not well-formed yields nothing.
 */
#include <stdbool.h>
#include <string.h>

#include "base/strs.h"
#include "host/tar.h"

enum { DISKS_MAX = 256 };

static const char blanks[] = " \t\r\n";

/* NAME without its namespace prefix. */
static const char *local(const char *name)
{
	const char *colon = strchr(name, ':');

	return colon ? colon + 1 : name;
}

static void unescape(char *text)
{
	static const struct {
		const char *name;
		char is;
	} entities[] = {
		{ "&amp;", '&' }, { "&quot;", '"' }, { "&apos;", '\'' },
		{ "&lt;", '<' },  { "&gt;", '>' },   { "%20", ' ' },
	};
	char *to = text;

	while (*text) {
		size_t step = 1;

		*to = *text;
		for (size_t i = 0; i < sizeof(entities) / sizeof(entities[0]); i++) {
			size_t len = strlen(entities[i].name);

			if (strncmp(text, entities[i].name, len) != 0)
				continue;
			*to = entities[i].is;
			step = len;
			break;
		}
		to++;
		text += step;
	}
	*to = '\0';
}

/* The value of the attribute NAME in the text of a tag, or NULL. */
static char *attribute(struct pool *pool, const char *tag, const char *name)
{
	const char *at = tag + strcspn(tag, blanks);

	for (;;) {
		const char *key = at + strspn(at, blanks), *value;
		size_t len = strcspn(key, "= \t\r\n");
		char quote, *text;

		value = key + len + strspn(key + len, "= \t\r\n");
		quote = *value;
		if (len == 0 || (quote != '"' && quote != '\''))
			return NULL;
		at = strchr(value + 1, quote);
		if (!at)
			return NULL;
		if (strcmp(local(pool_strndup(pool, key, len)), name) == 0) {
			text = pool_strndup(pool, value + 1, (size_t)(at - value - 1));
			unescape(text);
			return text;
		}
		at++;
	}
}

/* The next tag of *REST, without its brackets; NULL at the end. */
static char *next_tag(struct pool *pool, const char **rest)
{
	const char *start = strchr(*rest, '<'), *end;

	while (start && strncmp(start, "<!--", 4) == 0) {
		end = strstr(start, "-->");
		start = end ? strchr(end, '<') : NULL;
	}
	end = start ? strchr(start, '>') : NULL;
	if (!end)
		return NULL;
	*rest = end + 1;
	return pool_strndup(pool, start + 1, (size_t)(end - start - 1));
}

static bool is_element(struct pool *pool, const char *tag, const char *name)
{
	char *full = pool_strndup(pool, tag, strcspn(tag, " \t\r\n/"));

	return strcmp(local(full), name) == 0;
}

/* The VALUE of every element NAME whose attribute is KEY (NULL: of all). */
static struct strs collect(struct pool *pool, const char *xml, const char *name,
			   const char *key, const char *value)
{
	struct strs found = { .pool = pool };
	const char *rest = xml;
	char *tag, *text;

	while (found.count < 2 * DISKS_MAX && (tag = next_tag(pool, &rest))) {
		if (!is_element(pool, tag, name))
			continue;
		text = attribute(pool, tag, value);
		if (!text)
			continue;
		if (key)
			strs_add(&found, attribute(pool, tag, key));
		strs_add(&found, text);
	}
	return found;
}

struct strs ovf_disks(struct pool *pool, struct bytes xml)
{
	char *text = bytes_str(pool, xml);
	struct strs refs = collect(pool, text, "Disk", NULL, "fileRef");
	struct strs files = collect(pool, text, "File", "id", "href");
	struct strs disks = { .pool = pool };

	for (size_t i = 0; i < refs.count && i < DISKS_MAX; i++)
		for (size_t j = 0; j + 1 < files.count; j += 2)
			if (files.item[j] && strcmp(files.item[j], refs.item[i]) == 0)
				strs_add(&disks, files.item[j + 1]);
	return disks;
}
