/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "guest/nicdhcp.h"

#include <string.h>

#include "format/ini.h"
#include "format/interfaces.h"

#define TAG "# drydock: "

/* The first stanza takes the address; dhclient does not run twice for one card. */
static struct bytes ifupdown_dhcp(struct guest *guest, struct bytes text,
				  const struct nics *nics, const struct nic *nic)
{
	const struct interfaces *all = interfaces_parse(guest->pool, text);
	bool taken = false;

	for (size_t i = 0; i < nics->count; i++)
		taken |=
			strcmp(nics->nic[i].name, nic->name) == 0 && nics->nic[i].is_dhcp;
	for (size_t i = 0; i < all->count; i++) {
		const struct interfaces_stanza *stanza = &all->stanza[i];

		if (stanza->kind != INTERFACES_IFACE ||
		    strcmp(stanza->name, nic->name) != 0 ||
		    strcmp(stanza->family, "inet") != 0 ||
		    strcmp(stanza->method, "static") != 0)
			continue;
		text = interfaces_make_dhcp(guest->pool, text, stanza);
		all = interfaces_parse(guest->pool, text);
		if (taken)
			text = text_replace(guest->pool, text,
					    all->stanza[i].word[3].span, "manual");
		all = interfaces_parse(guest->pool, text);
		taken = true;
	}
	return text;
}

static bool is_of_old_network(const struct ini_section *section,
			      const struct ini_key *key)
{
	static const char *const names[] = { "Address", "Gateway", "DNS" };

	if (strcmp(section->name, "Address") == 0 || strcmp(section->name, "Route") == 0)
		return true;
	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++)
		if (strcmp(section->name, "Network") == 0 &&
		    strcmp(key->name, names[i]) == 0)
			return true;
	return false;
}

/* From the end, so that the spans before an edit stay where they are. */
static struct bytes networkd_dhcp(struct guest *guest, struct bytes text)
{
	const struct ini *ini = ini_parse(guest->pool, text);

	for (size_t s = ini->count; s > 0; s--)
		for (size_t k = ini->section[s - 1].keys; k > 0; k--)
			if (is_of_old_network(&ini->section[s - 1],
					      &ini->section[s - 1].key[k - 1]))
				text = ini_comment(guest->pool, text,
						   &ini->section[s - 1].key[k - 1], TAG);
	return ini_set(guest->pool, text, "Network", "DHCP", "yes");
}

struct bytes nicdhcp_edit(struct guest *guest, struct bytes text, const struct nics *nics,
			  const struct nic *nic)
{
	return nic->source == NIC_NETWORKD ? networkd_dhcp(guest, text)
					   : ifupdown_dhcp(guest, text, nics, nic);
}
