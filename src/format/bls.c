/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "format/bls.h"

#include <ctype.h>
#include <fnmatch.h>
#include <string.h>

static bool is_space(unsigned char c)
{
	return c == ' ' || c == '\t' || c == '\r' || c == '\0';
}

static void read_line(struct pool *pool, struct bytes text, struct bls *bls,
		      struct span line, unsigned number)
{
	struct bls_line item = { .line = number };
	size_t at = line.offset, end = span_end(line), key;

	while (at < end && is_space(text.data[at]))
		at++;
	while (end > at && is_space(text.data[end - 1]))
		end--;
	if (at == end || text.data[at] == '#')
		return;
	item.span = (struct span){ at, end - at };
	for (key = at; at < end && !is_space(text.data[at]);)
		at++;
	item.key = bytes_str(pool, bytes_slice(text, key, at - key));
	while (at < end && is_space(text.data[at]))
		at++;
	item.value_span = (struct span){ at, end - at };
	item.value = text_str(pool, text, item.value_span);
	bls->item = text_room(pool, bls->item, bls->count, sizeof(item));
	bls->item[bls->count++] = item;
}

struct bls *bls_parse(struct pool *pool, struct bytes text)
{
	struct bls *bls = pool_alloc(pool, sizeof(*bls));
	struct span line;
	unsigned number = 1;

	for (size_t at = 0; text_next_line(text, &at, &line); number++)
		read_line(pool, text, bls, line, number);
	return bls;
}

const struct bls_line *bls_next(const struct bls *bls, const struct bls_line *after,
				const char *key)
{
	for (size_t i = after ? (size_t)(after - bls->item) + 1 : 0; i < bls->count; i++)
		if (strcmp(bls->item[i].key, key) == 0)
			return &bls->item[i];
	return NULL;
}

const char *bls_get(const struct bls *bls, const char *key)
{
	const struct bls_line *line = bls_next(bls, NULL, key);

	return line ? line->value : NULL;
}

char *bls_id(struct pool *pool, const char *name, bool *exhausted)
{
	size_t len = strlen(name), end, left;

	*exhausted = false;
	if (len > 5 && strcmp(name + len - 5, ".conf") == 0)
		len -= 5;
	else if (len > 4 && strcasecmp(name + len - 4, ".efi") == 0)
		len -= 4;
	/* "+LEFT" or "+LEFT-DONE" at the end ("Boot counting" of the specification). */
	for (end = len; end > 0 && isdigit((unsigned char)name[end - 1]);)
		end--;
	if (end < len && end > 1 && name[end - 1] == '-')
		for (end--; end > 0 && isdigit((unsigned char)name[end - 1]);)
			end--;
	if (end < len && end > 1 && name[end - 1] == '+' &&
	    isdigit((unsigned char)name[end])) {
		left = strspn(name + end, "0");
		*exhausted = left > 0 && !isdigit((unsigned char)name[end + left]);
		len = end - 1;
	}
	return pool_strndup(pool, name, len);
}

bool bls_is_named(struct pool *pool, const char *pattern, const char *id)
{
	return fnmatch(pattern, id, 0) == 0 ||
	       fnmatch(pattern, pool_printf(pool, "%s.conf", id), 0) == 0 ||
	       fnmatch(pattern, pool_printf(pool, "%s.efi", id), 0) == 0;
}
