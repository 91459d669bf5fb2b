/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "format/fwzone.h"

#include <stdlib.h>
#include <string.h>

struct tag {
	struct bytes name, body; /* body: what stands behind the name */
	bool closes, is_empty;
	size_t offset;
};

/* The next tag at or after *AT, which is moved behind it; comments are passed over. */
static bool next_tag(struct bytes text, size_t *at, struct tag *tag)
{
	ptrdiff_t start, end;
	size_t from, to;

	for (;;) {
		start = bytes_find(text, bytes_of("<"), *at);
		if (start < 0)
			return false;
		if (!bytes_starts(bytes_slice(text, (size_t)start, text.len), "<!--"))
			break;
		end = bytes_find(text, bytes_of("-->"), (size_t)start + 4);
		if (end < 0)
			return false;
		*at = (size_t)end + 3;
	}
	end = bytes_find(text, bytes_of(">"), (size_t)start);
	if (end < 0)
		return false;
	*at = (size_t)end + 1;
	tag->offset = from = (size_t)start;
	tag->closes = ++from < (size_t)end && text.data[from] == '/';
	from += tag->closes;
	tag->is_empty = text.data[end - 1] == '/';
	for (to = from; to < (size_t)end && text.data[to] > ' ' && text.data[to] != '/';)
		to++;
	tag->name = bytes_slice(text, from, to - from);
	tag->body = bytes_slice(text, to, (size_t)end - to);
	return true;
}

/* The value of the attribute NAME, or NULL; entities stay as they are. */
static char *attribute(struct pool *pool, struct bytes body, const char *name)
{
	ptrdiff_t at = 0;

	while ((at = bytes_find(body, bytes_of(name), (size_t)at)) >= 0) {
		size_t from = (size_t)at + strlen(name);
		const unsigned char *end;

		at++;
		if (body.data[at - 2 < 0 ? 0 : at - 2] > ' ' || from + 1 >= body.len ||
		    body.data[from] != '=' ||
		    (body.data[from + 1] != '"' && body.data[from + 1] != '\''))
			continue;
		end = memchr(body.data + from + 2, body.data[from + 1],
			     body.len - from - 2);
		if (!end)
			return NULL;
		return bytes_str(pool, bytes_slice(body, from + 2,
						   (size_t)(end - body.data) - from - 2));
	}
	return NULL;
}

static bool has_value(struct pool *pool, struct bytes body, const char *name,
		      const char *value)
{
	const char *got = attribute(pool, body, name);

	return got && strcmp(got, value) == 0;
}

static bool is_port(struct pool *pool, struct bytes body, unsigned port)
{
	const char *value = attribute(pool, body, "port");
	unsigned long from, to;
	char *end;

	if (!value || !has_value(pool, body, "protocol", "tcp"))
		return false;
	from = to = strtoul(value, &end, 10);
	if (*end == '-')
		to = strtoul(end + 1, NULL, 10);
	return from <= port && port <= to;
}

struct rule {
	bool is_ssh, accepts;
};

/* <rule> asks for a source or more: what it accepts is some of all. */
static void take_rule(struct pool *pool, struct fwzone *zone, struct rule *rule,
		      int depth, const struct tag *tag, unsigned port)
{
	if (depth == 1)
		*rule = (struct rule){ 0 };
	if (depth != 2)
		return;
	if (bytes_is(tag->name, "service"))
		rule->is_ssh |= port == 22 && has_value(pool, tag->body, "name", "ssh");
	else if (bytes_is(tag->name, "port"))
		rule->is_ssh |= is_port(pool, tag->body, port);
	else if (bytes_is(tag->name, "accept"))
		rule->accepts = true;
	zone->has_rule |= rule->is_ssh && rule->accepts;
}

struct fwzone fwzone_parse(struct pool *pool, struct bytes text, unsigned port)
{
	struct fwzone zone = { 0 };
	struct tag tag;
	size_t at = 0;
	struct rule rule = { 0 };
	bool is_zone = false;
	int depth = 0;

	while (next_tag(text, &at, &tag)) {
		if (tag.name.len == 0 || tag.name.data[0] == '?' ||
		    tag.name.data[0] == '!')
			continue;
		if (tag.closes) {
			if (depth == 1 && is_zone && bytes_is(tag.name, "zone"))
				zone.end = tag.offset;
			depth -= depth > 0;
			continue;
		}
		if (depth == 0)
			is_zone = bytes_is(tag.name, "zone");
		if (depth == 0 && is_zone)
			zone.accepts_all = has_value(pool, tag.body, "target", "ACCEPT");
		if (depth == 1 && bytes_is(tag.name, "service"))
			zone.has_service |= has_value(pool, tag.body, "name", "ssh");
		if (depth == 1 && bytes_is(tag.name, "port"))
			zone.has_port |= is_port(pool, tag.body, port);
		take_rule(pool, &zone, &rule, depth, &tag, port);
		depth += !tag.is_empty;
	}
	return zone;
}

struct bytes fwzone_add_ssh(struct pool *pool, struct bytes text,
			    const struct fwzone *zone)
{
	if (!zone->end)
		return text;
	return text_insert(
		pool, text, zone->end,
		pool_printf(pool, "  <service name=\"ssh\"/>%s", text_line_end(text)));
}
