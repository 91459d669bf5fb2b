/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "format/interfaces-internal.h"

#include <string.h>

static const char comment_tag[] = "# drydock: ";

struct edits {
	struct pool *pool;
	struct text_edit *item;
	size_t count;
};

static void add_edit(struct edits *edits, struct span span, const char *with)
{
	edits->item =
		text_room(edits->pool, edits->item, edits->count, sizeof(*edits->item));
	edits->item[edits->count++] = (struct text_edit){ span, with };
}

/* Whether WORD is NAME, or a VLAN or alias of it. */
static bool names(const char *word, const char *name)
{
	size_t len = strlen(name);

	if (strncmp(word, name, len) != 0)
		return false;
	return !word[len] || interfaces_is_numbered(word + len, ".") || word[len] == ':';
}

static void rename_words(struct edits *edits, const struct interfaces_word *word,
			 size_t count, const char *old_name, const char *new_name)
{
	for (size_t i = 0; i < count; i++) {
		struct span span = { word[i].span.offset, strlen(old_name) };

		if (names(word[i].text, old_name))
			add_edit(edits, span, new_name);
	}
}

static bool option_names_interfaces(const char *name)
{
	static const char *const options[] = {
		"bridge_ports",
		"bond_slaves",
		"slaves",
		"vlan_raw_device",
		"bond_primary",
		"bond_master",
		"bridge_pathcost",
		"bridge_portprio",
		"ovs_ports",
		"ovs_bonds",
		"up",
		"down",
		"pre_up",
		"pre_down",
		"post_up",
		"post_down",
	};

	for (size_t i = 0; i < sizeof(options) / sizeof(*options); i++)
		if (interfaces_same_name(name, options[i]))
			return true;
	return false;
}

struct bytes interfaces_rename(struct pool *pool, struct bytes text, const char *old_name,
			       const char *new_name)
{
	struct interfaces *file = interfaces_parse(pool, text);
	struct edits edits = { .pool = pool };

	if (!*old_name)
		return text;
	for (size_t i = 0; i < file->count; i++) {
		const struct interfaces_stanza *s = &file->stanza[i];
		/* Behind the name of an iface only "inherits NAME" can name another. */
		size_t words = s->kind == INTERFACES_IFACE && s->words > 2 ? 2 : s->words;

		if (s->kind == INTERFACES_AUTO || s->kind == INTERFACES_IFACE ||
		    s->kind == INTERFACES_MAPPING)
			rename_words(&edits, s->word + 1, words - 1, old_name, new_name);
		if (s->inherits)
			rename_words(&edits, s->inherits, 1, old_name, new_name);
		for (size_t k = 0; k < s->options; k++)
			if (option_names_interfaces(s->option[k].name))
				rename_words(&edits, s->option[k].word,
					     s->option[k].words, old_name, new_name);
	}
	return text_edit(pool, text, edits.item, edits.count);
}

static bool is_static_option(const char *name)
{
	static const char *const options[] = { "address",   "netmask", "network",
					       "broadcast", "gateway", "hwaddress" };

	for (size_t i = 0; i < sizeof(options) / sizeof(*options); i++)
		if (strcmp(name, options[i]) == 0)
			return true;
	return strncmp(name, "dns-", 4) == 0 || strncmp(name, "dns_", 4) == 0;
}

/* "up ip route add default via 192.0.2.1", "post-up /sbin/route add default gw …". */
static bool sets_default_route(const struct interfaces_option *option)
{
	static const char *const when[] = { "up",       "post_up",   "down",
					    "pre_down", "post_down", "pre_up" };
	bool is_command = false, is_route = false;

	for (size_t i = 0; i < sizeof(when) / sizeof(*when); i++)
		is_command |= interfaces_same_name(option->name, when[i]);
	for (size_t w = 0; is_command && w + 1 < option->words && w < 3; w++) {
		const char *word = option->word[w].text, *slash = strrchr(word, '/');

		word = slash ? slash + 1 : word;
		is_route |= strcmp(word, "route") == 0 || strcmp(word, "r") == 0 ||
			    strcmp(word, "ro") == 0;
		if (is_route && strcmp(option->word[w + 1].text, "default") == 0)
			return true;
		if (is_route && w + 2 < option->words &&
		    strcmp(option->word[w + 2].text, "default") == 0)
			return true;
	}
	return false;
}

/* The tag goes before the first word, so that the indent stays. */
static void comment_option(struct edits *edits, struct bytes text,
			   const struct interfaces_option *option)
{
	size_t at = option->span.offset, end = span_end(option->span);
	struct span line;

	while (at < end && text_next_line(text, &at, &line)) {
		while (line.len && text_is_blank(text.data[line.offset])) {
			line.offset++;
			line.len--;
		}
		add_edit(edits, (struct span){ line.offset, 0 }, comment_tag);
	}
}

struct bytes interfaces_make_dhcp(struct pool *pool, struct bytes text,
				  const struct interfaces_stanza *stanza)
{
	const char *method = strcmp(stanza->family, "inet6") == 0 ? "auto" : "dhcp";
	struct edits edits = { .pool = pool };

	if (!*stanza->method)
		return text;
	if (strcmp(stanza->method, method) != 0)
		add_edit(&edits, stanza->word[3].span, method);
	for (size_t i = 0; i < stanza->options; i++)
		if (is_static_option(stanza->option[i].name) ||
		    sets_default_route(&stanza->option[i]))
			comment_option(&edits, text, &stanza->option[i]);
	return text_edit(pool, text, edits.item, edits.count);
}
