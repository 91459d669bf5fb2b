/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "format/interfaces-internal.h"

#include <ctype.h>
#include <string.h>

/* The line at *AT with the lines that a backslash at the end joins to it. */
static bool next_logical_line(struct bytes text, size_t *at, struct span *line)
{
	struct span next;
	size_t first;

	if (!text_next_line(text, at, line))
		return false;
	first = line->offset;
	while (first < span_end(*line) && text_is_blank(text.data[first]))
		first++;
	if (first < span_end(*line) && text.data[first] == '#')
		return true;
	while (line->len && text.data[span_end(*line) - 1] == '\\' &&
	       text_next_line(text, at, &next))
		line->len = span_end(next) - line->offset;
	return true;
}

/* How many bytes at AT only separate words. */
static size_t gap_len(struct bytes text, size_t at, size_t end)
{
	unsigned char c = text.data[at];

	if (text_is_blank(c) || c == '\n' || c == '\r')
		return 1;
	if (c == '\\' && at + 1 < end && text.data[at + 1] == '\n')
		return 2;
	if (c == '\\' && at + 2 < end && text.data[at + 1] == '\r' &&
	    text.data[at + 2] == '\n')
		return 3;
	return 0;
}

static struct interfaces_word *split(struct pool *pool, struct bytes text,
				     struct span line, size_t *count)
{
	struct interfaces_word *words = NULL;
	size_t end = span_end(line), at = line.offset;

	*count = 0;
	while (at < end) {
		struct interfaces_word word = { .span = { at, 0 } };
		size_t gap = gap_len(text, at, end);

		if (gap) {
			at += gap;
			continue;
		}
		while (at < end && !gap_len(text, at, end))
			at++;
		word.span.len = at - word.span.offset;
		word.text = text_str(pool, text, word.span);
		words = text_room(pool, words, *count, sizeof(word));
		words[(*count)++] = word;
	}
	return words;
}

static bool stanza_kind(const char *word, enum interfaces_stanza_kind *kind)
{
	static const struct {
		const char *word;
		enum interfaces_stanza_kind kind;
	} stanzas[] = {
		{ "auto", INTERFACES_AUTO },
		{ "iface", INTERFACES_IFACE },
		{ "mapping", INTERFACES_MAPPING },
		{ "source", INTERFACES_SOURCE },
		{ "source-directory", INTERFACES_SOURCE },
		{ "template", INTERFACES_OTHER },
		{ "rename", INTERFACES_OTHER },
		{ "no-auto-down", INTERFACES_OTHER },
		{ "no-scripts", INTERFACES_OTHER },
	};

	for (size_t i = 0; i < sizeof(stanzas) / sizeof(*stanzas); i++) {
		*kind = stanzas[i].kind;
		if (strcmp(word, stanzas[i].word) == 0)
			return true;
	}
	*kind = INTERFACES_AUTO;
	return strncmp(word, "allow-", 6) == 0;
}

static void read_iface(struct interfaces_stanza *s)
{
	size_t fixed = s->words;

	s->name = s->family = s->method = "";
	if (s->kind != INTERFACES_IFACE)
		return;
	for (size_t i = 2; i + 1 < s->words && !s->inherits; i++) {
		if (strcmp(s->word[i].text, "inherits") != 0)
			continue;
		s->inherits = &s->word[i + 1];
		fixed = i;
	}
	if (fixed > 1)
		s->name = s->word[1].text;
	if (fixed > 2)
		s->family = s->word[2].text;
	if (fixed > 3)
		s->method = s->word[3].text;
}

static void add_option(struct pool *pool, struct bytes text, struct interfaces_stanza *s,
		       struct interfaces_option *option)
{
	option->name = option->word[0].text;
	option->word++;
	option->words--;
	option->value.offset = span_end(option->word[-1].span);
	if (option->words) {
		option->value.offset = option->word[0].span.offset;
		option->value.len = span_end(option->word[option->words - 1].span) -
				    option->value.offset;
	}
	option->value_text = text_str(pool, text, option->value);
	s->option = text_room(pool, s->option, s->options, sizeof(*option));
	s->option[s->options++] = *option;
}

static void add_line(struct pool *pool, struct bytes text, struct interfaces *file,
		     struct interfaces_option *line)
{
	struct interfaces_stanza stanza = {
		.line = line->line,
		.span = line->span,
		.word = line->word,
		.words = line->words,
	};

	if (!stanza_kind(line->word[0].text, &stanza.kind)) {
		if (file->count)
			add_option(pool, text, &file->stanza[file->count - 1], line);
		return;
	}
	read_iface(&stanza);
	file->stanza = text_room(pool, file->stanza, file->count, sizeof(stanza));
	file->stanza[file->count++] = stanza;
}

struct interfaces *interfaces_parse(struct pool *pool, struct bytes text)
{
	struct interfaces *file = pool_alloc(pool, sizeof(*file));
	size_t at = 0, counted = 0;
	struct span span;
	unsigned number = 1;

	while (next_logical_line(text, &at, &span)) {
		struct interfaces_option line = { .span = span };

		for (; counted < span.offset; counted++)
			number += text.data[counted] == '\n';
		line.line = number;
		line.word = split(pool, text, span, &line.words);
		if (line.words && line.word[0].text[0] != '#')
			add_line(pool, text, file, &line);
	}
	return file;
}

bool interfaces_same_name(const char *a, const char *b)
{
	for (; *a && *b; a++, b++)
		if ((*a == '-' ? '_' : *a) != (*b == '-' ? '_' : *b))
			return false;
	return *a == *b;
}

const struct interfaces_option *interfaces_option(const struct interfaces_stanza *stanza,
						  const char *name)
{
	for (size_t i = 0; i < stanza->options; i++)
		if (interfaces_same_name(stanza->option[i].name, name))
			return &stanza->option[i];
	return NULL;
}

bool interfaces_is_numbered(const char *name, const char *prefix)
{
	size_t len = strlen(prefix);

	if (strncmp(name, prefix, len) != 0 || !isdigit((unsigned char)name[len]))
		return false;
	return name[len + strspn(name + len, "0123456789")] == '\0';
}

static bool has_prefixed_option(const struct interfaces_stanza *stanza,
				const char *prefix)
{
	for (size_t i = 0; i < stanza->options; i++) {
		if (strncmp(stanza->option[i].name, prefix, strlen(prefix)) == 0)
			return true;
	}
	return false;
}

bool interfaces_is_virtual(const char *name)
{
	static const char *const prefixes[] = { "tun",    "tap",   "ppp",  "wg",
						"dummy",  "veth",  "vmbr", "virbr",
						"docker", "vxlan", "gre",  "ifb" };

	for (size_t i = 0; i < sizeof(prefixes) / sizeof(*prefixes); i++)
		if (interfaces_is_numbered(name, prefixes[i]))
			return true;
	return false;
}

/* Open vSwitch's own word for it (README.Debian of openvswitch-switch); false: none. */
static bool kind_of_ovs(const struct interfaces_stanza *stanza,
			enum interfaces_kind *kind)
{
	static const struct {
		const char *type;
		enum interfaces_kind kind;
	} types[] = { { "OVSBridge", INTERFACES_BRIDGE },
		      { "OVSBond", INTERFACES_BOND },
		      { "OVSPort", INTERFACES_PHYSICAL } };
	const struct interfaces_option *type = interfaces_option(stanza, "ovs_type");

	*kind = INTERFACES_VIRTUAL;
	for (size_t i = 0; type && i < sizeof(types) / sizeof(*types); i++)
		if (strcmp(type->value_text, types[i].type) == 0)
			*kind = types[i].kind;
	return type != NULL;
}

enum interfaces_kind interfaces_kind(const struct interfaces_stanza *stanza)
{
	const char *name = stanza->name, *dot = strrchr(name, '.');
	enum interfaces_kind kind;

	if (strcmp(name, "lo") == 0 || strncmp(name, "lo:", 3) == 0 ||
	    strcmp(stanza->method, "loopback") == 0)
		return INTERFACES_LOOPBACK;
	if (kind_of_ovs(stanza, &kind))
		return kind;
	if (strchr(name, ':'))
		return INTERFACES_ALIAS;
	if ((dot && interfaces_is_numbered(dot, ".")) ||
	    interfaces_is_numbered(name, "vlan") ||
	    interfaces_option(stanza, "vlan-raw-device"))
		return INTERFACES_VLAN;
	if (has_prefixed_option(stanza, "bridge_") ||
	    has_prefixed_option(stanza, "bridge-"))
		return INTERFACES_BRIDGE;
	/* Ubuntu's slaves repeat bond-primary and bond-mode of their master. */
	if (interfaces_option(stanza, "bond-master"))
		return INTERFACES_PHYSICAL;
	if (has_prefixed_option(stanza, "bond-") ||
	    has_prefixed_option(stanza, "bond_") || interfaces_option(stanza, "slaves") ||
	    interfaces_is_numbered(name, "bond"))
		return INTERFACES_BOND;
	return interfaces_is_virtual(name) ? INTERFACES_VIRTUAL : INTERFACES_PHYSICAL;
}
