/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "format/udevrules.h"

#include <ctype.h>
#include <string.h>

/* One KEY op "value" of a rule. */
struct pair {
	struct span key, op, value;
};

/* The line at *AT with the lines that a backslash at the end joins to it. */
static bool next_rule(struct bytes text, size_t *at, struct span *line)
{
	struct span next;

	if (!text_next_line(text, at, line))
		return false;
	while (line->len && text.data[line->offset] != '#' &&
	       text.data[span_end(*line) - 1] == '\\' && text_next_line(text, at, &next))
		line->len = span_end(next) - line->offset;
	return true;
}

static size_t skip(struct bytes text, size_t at, size_t end, const char *set)
{
	while (at < end && text.data[at] && strchr(set, text.data[at]))
		at++;
	return at;
}

/* The pair at *AT.  Returns false where there is none, with *AT at the end if all is
 * read. */
static bool next_pair(struct bytes text, size_t *at, size_t end, struct pair *pair)
{
	static const char gap[] = " \t\r\n,\\", blank[] = " \t";
	size_t i = *at = skip(text, *at, end, gap);

	while (i < end && text.data[i] != '=' && !strchr("!+-:\"", text.data[i]) &&
	       !isspace(text.data[i]))
		i++;
	pair->key = (struct span){ *at, i - *at };
	pair->op.offset = skip(text, i, end, blank);
	i = skip(text, pair->op.offset, end, "=!+-:");
	pair->op.len = i - pair->op.offset;
	i = skip(text, i, end, blank);
	if (i < end && text.data[i] == 'e')
		i++;
	if (pair->key.len == 0 || pair->op.len == 0 || i >= end || text.data[i] != '"')
		return false;
	pair->value.offset = ++i;
	while (i < end && text.data[i] != '"')
		i += text.data[i] == '\\' && i + 1 < end ? 2 : 1;
	if (i >= end)
		return false;
	pair->value.len = i - pair->value.offset;
	*at = i + 1;
	return true;
}

static bool is_mac_key(struct bytes key)
{
	static const char *const keys[] = { "ATTR{address}", "ATTRS{address}",
					    "SYSFS{address}", "ENV{MATCHADDR}" };

	for (size_t i = 0; i < sizeof(keys) / sizeof(*keys); i++)
		if (bytes_is(key, keys[i]))
			return true;
	return false;
}

/* SLES 10: IMPORT="/lib/udev/rename_netiface %k eth0". */
static bool find_renamed(struct bytes text, struct span value, struct span *name)
{
	static const char helper[] = "rename_netiface %k ";
	ptrdiff_t hit = bytes_find(text_slice(text, value), bytes_of(helper), 0);

	if (hit < 0)
		return false;
	name->offset = value.offset + (size_t)hit + strlen(helper);
	name->len = span_end(value) - name->offset;
	return true;
}

static void read_pair(struct pool *pool, struct bytes text, struct udev_rule *rule,
		      const struct pair *pair)
{
	struct bytes key = text_slice(text, pair->key), op = text_slice(text, pair->op);
	bool sets = bytes_is(op, "=") || bytes_is(op, ":=");

	if (sets && bytes_is(key, "NAME")) {
		rule->name_span = pair->value;
		rule->name = text_str(pool, text, rule->name_span);
	} else if (bytes_starts(key, "IMPORT") &&
		   find_renamed(text, pair->value, &rule->name_span)) {
		rule->name = text_str(pool, text, rule->name_span);
	} else if (bytes_is(op, "==") && is_mac_key(key)) {
		rule->mac_span = pair->value;
		rule->mac = text_str(pool, text, rule->mac_span);
	} else if (bytes_is(op, "==") && bytes_is(key, "SUBSYSTEM")) {
		rule->net = bytes_is(text_slice(text, pair->value), "net");
	}
}

struct udevrules *udevrules_parse(struct pool *pool, struct bytes text)
{
	struct udevrules *rules = pool_alloc(pool, sizeof(*rules));
	size_t at = 0, counted = 0;
	struct span line;
	unsigned number = 1;

	while (next_rule(text, &at, &line)) {
		struct udev_rule rule = { .span = line };
		size_t i = skip(text, line.offset, span_end(line), " \t\r\n");
		struct pair pair;

		for (; counted < line.offset; counted++)
			number += text.data[counted] == '\n';
		rule.line = number;
		if (i == span_end(line) || text.data[i] == '#')
			continue;
		while (next_pair(text, &i, span_end(line), &pair))
			read_pair(pool, text, &rule, &pair);
		rule.bad = i < span_end(line);
		rules->rule = text_room(pool, rules->rule, rules->count, sizeof(rule));
		rules->rule[rules->count++] = rule;
	}
	return rules;
}
