/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <string.h>

#include "base/path.h"
#include "guest/network-ifupdown.h"

/* "HOW NAME" before its first stanza. */
static struct bytes start(struct pool *pool, struct bytes text, const char *how,
			  const char *name)
{
	const struct interfaces *all = interfaces_parse(pool, text);

	for (size_t i = 0; i < all->count; i++)
		if (ifupdown_is_for(&all->stanza[i], name))
			return text_insert(pool, text, all->stanza[i].span.offset,
					   pool_printf(pool, "%s %s%s", how, name,
						       text_line_end(text)));
	return text;
}

static bool is_static_for(const struct interfaces_stanza *stanza, const char *name,
			  const char *family)
{
	return ifupdown_is_for(stanza, name) && strcmp(stanza->family, family) == 0 &&
	       strcmp(stanza->method, "static") == 0;
}

/* The first stanza takes the address; dhclient does not run twice for one card. */
void ifupdown_make_dhcp(struct nic_edit *edit, const struct nic *nic)
{
	struct pool *pool = edit->guest->pool;
	const struct interfaces *all;
	struct bytes text;
	bool taken = false;

	if (!nic_edit_read(edit, nic->path, &text))
		return;
	for (size_t i = 0; i < edit->nics->count; i++)
		taken |= strcmp(edit->nics->nic[i].name, nic->name) == 0 &&
			 edit->nics->nic[i].is_dhcp;
	if (!nics_any_started(edit->nics))
		text = start(pool, text, "auto", nic->name);
	all = interfaces_parse(pool, text);
	for (size_t i = 0; i < all->count; i++) {
		const struct interfaces_stanza *stanza = &all->stanza[i];

		if (!is_static_for(stanza, nic->name, "inet"))
			continue;
		text = interfaces_make_dhcp(pool, text, stanza);
		all = interfaces_parse(pool, text);
		if (taken)
			text = text_replace(pool, text, all->stanza[i].word[3].span,
					    "manual");
		all = interfaces_parse(pool, text);
		taken = true;
	}
	nic_edit_write(edit, nic->path, text);
}

void ifupdown_rename_card(struct nic_edit *edit, const char *old_name,
			  const char *new_name)
{
	struct strs files = ifupdown_files(edit->guest);

	for (size_t i = 0; i < files.count; i++) {
		struct bytes text;

		if (nic_edit_read(edit, files.item[i], &text))
			nic_edit_write(edit, files.item[i],
				       interfaces_rename(edit->guest->pool, text,
							 old_name, new_name));
	}
}

/* BusyBox's ifup takes "allow-hotplug" for an error in the file. */
static bool is_busybox(struct guest *guest)
{
	char *real;

	return tree_resolve(guest->tree, "/sbin/ifup", &real) == 0 &&
	       strcmp(path_name(real), "busybox") == 0;
}

/* NAME is taken out of TEXT's "auto" lines. */
static struct bytes without_auto(struct pool *pool, struct bytes text, const char *name)
{
	const struct interfaces *all = interfaces_parse(pool, text);

	for (size_t i = all->count; i-- > 0;) {
		const struct interfaces_stanza *stanza = &all->stanza[i];

		for (size_t w = 1; ifupdown_is_auto(stanza) && w < stanza->words; w++) {
			struct span word = stanza->word[w].span;
			size_t before = span_end(stanza->word[w - 1].span);

			if (strcmp(stanza->word[w].text, name) != 0)
				continue;
			if (stanza->words == 2)
				text = text_comment_line(pool, text, stanza->span,
							 NIC_TAG);
			if (stanza->words == 2)
				break;
			word.len += word.offset - before;
			word.offset = before;
			text = text_replace(pool, text, word, "");
			break;
		}
	}
	return text;
}

/* "auto" brings it up at boot, and counts a failure; "allow-hotplug" when it is seen. */
void ifupdown_make_optional(struct nic_edit *edit, const struct nic *nic)
{
	struct strs files = ifupdown_files(edit->guest);

	for (size_t i = 0; i < files.count; i++) {
		struct bytes text, done;

		if (!nic_edit_read(edit, files.item[i], &text))
			continue;
		done = without_auto(edit->guest->pool, text, nic->name);
		if (strcmp(files.item[i], nic->path) == 0 && !is_busybox(edit->guest))
			done = start(edit->guest->pool, done, "allow-hotplug", nic->name);
		if (!bytes_equal(text, done))
			nic_edit_write(edit, files.item[i], done);
	}
}

static bool has_network_ipv6(const struct interfaces_stanza *stanza)
{
	const struct interfaces_option *address = interfaces_option(stanza, "address");

	return address && address->words && guest_is_network_ipv6(address->word[0].text);
}

/* What routers announce takes the place of a fixed address. */
void ifupdown_drop_ipv6(struct nic_edit *edit, const struct nic *nic)
{
	struct pool *pool = edit->guest->pool;
	const struct interfaces *all;
	struct bytes text;

	if (!nic_edit_read(edit, nic->path, &text))
		return;
	all = interfaces_parse(pool, text);
	for (size_t i = 0; i < all->count; i++) {
		const struct interfaces_stanza *stanza = &all->stanza[i];

		if (!is_static_for(stanza, nic->name, "inet6") ||
		    !has_network_ipv6(stanza))
			continue;
		text = interfaces_make_dhcp(pool, text, stanza);
		all = interfaces_parse(pool, text);
	}
	nic_edit_write(edit, nic->path, text);
}
