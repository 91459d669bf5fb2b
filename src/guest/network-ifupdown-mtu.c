/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <string.h>

#include "guest/network-ifupdown.h"

/* Whether a command for the interface NAME, as "up ip link set $IFACE mtu 9000". */
static bool is_command_for(const struct interfaces_option *option, const char *name)
{
	static const char *const options[] = { "pre-up", "up", "post-up" };
	bool is_command = false, names_it = false;

	for (size_t i = 0; i < sizeof(options) / sizeof(*options); i++)
		is_command |= strcmp(option->name, options[i]) == 0;
	for (size_t w = 0; is_command && w < option->words; w++) {
		if (strcmp(option->word[w].text, "route") == 0)
			return false;
		names_it |= strcmp(option->word[w].text, name) == 0 ||
			    strstr(option->word[w].text, "IFACE");
	}
	return names_it;
}

/* The word of OPTION that is the MTU of NAME, or NULL. */
static const struct interfaces_word *mtu_word(const struct interfaces_option *option,
					      const char *name)
{
	if (strcmp(option->name, "mtu") == 0)
		return option->words ? &option->word[0] : NULL;
	if (!is_command_for(option, name))
		return NULL;
	for (size_t w = 0; w + 1 < option->words; w++)
		if (strcmp(option->word[w].text, "mtu") == 0)
			return &option->word[w + 1];
	return NULL;
}

void ifupdown_mtu(const struct interfaces_stanza *stanza, struct nic *nic)
{
	for (size_t o = 0; o < stanza->options; o++) {
		const struct interfaces_word *word =
			mtu_word(&stanza->option[o], stanza->name);
		unsigned mtu = word ? nic_mtu(word->text) : 0;

		if (mtu <= nic->mtu)
			continue;
		nic->mtu = mtu;
		nic->mtu_line = stanza->option[o].line;
	}
}

/* What makes larger MTUs of STANZA this one, behind the COUNT edits there are. */
static struct text_edit *lower_stanza(struct pool *pool, struct text_edit *edits,
				      size_t *count,
				      const struct interfaces_stanza *stanza,
				      unsigned mtu)
{
	for (size_t o = 0; o < stanza->options; o++) {
		const struct interfaces_word *word =
			mtu_word(&stanza->option[o], stanza->name);

		if (!word || nic_mtu(word->text) <= mtu)
			continue;
		edits = text_room(pool, edits, *count, sizeof(*edits));
		edits[(*count)++] =
			(struct text_edit){ word->span, pool_printf(pool, "%u", mtu) };
	}
	return edits;
}

void ifupdown_lower_mtu(struct nic_edit *edit, const struct nic *nic, unsigned mtu)
{
	struct pool *pool = edit->guest->pool;
	struct text_edit *edits = NULL;
	const struct interfaces *all;
	struct bytes text;
	size_t count = 0;

	if (!nic_edit_read(edit, nic->path, &text))
		return;
	all = interfaces_parse(pool, text);
	for (size_t i = 0; i < all->count; i++)
		if (ifupdown_is_for(&all->stanza[i], nic->name))
			edits = lower_stanza(pool, edits, &count, &all->stanza[i], mtu);
	nic_edit_write(edit, nic->path, text_edit(pool, text, edits, count));
}
