/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <string.h>

#include "format/ini.h"
#include "guest/network-networkd.h"

#define ANY_CARDS "en* eth*"

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

void networkd_make_dhcp(struct nic_edit *edit, const struct nic *nic)
{
	struct strs parts = networkd_parts(edit->guest, nic->path);
	struct pool *pool = edit->guest->pool;
	bool is_first = true;

	/* The last word on DHCP is that of the last drop-in that has one. */
	for (size_t i = parts.count; i > 0; i--) {
		struct bytes text;

		if (!nic_edit_read(edit, parts.item[i - 1], &text))
			continue;
		text = ini_comment_all(pool, text, NULL, is_of_old_network, NIC_TAG);
		if (is_first && !nic->is_dhcp &&
		    (i == 1 || ini_find(ini_parse(pool, text), "Network", "DHCP"))) {
			text = ini_set(pool, text, "Network", "DHCP", "yes");
			is_first = false;
		}
		nic_edit_write(edit, parts.item[i - 1], text);
	}
}

static bool is_mac(const struct ini_section *section, const struct ini_key *key)
{
	(void)section;
	return strcmp(key->name, "MACAddress") == 0 ||
	       strcmp(key->name, "PermanentMACAddress") == 0;
}

/* A file that asks for nothing is not used: systemd.network(5). */
void networkd_drop_mac(struct nic_edit *edit, const struct nic *nic)
{
	struct strs parts = networkd_parts(edit->guest, nic->path);
	struct pool *pool = edit->guest->pool;

	for (size_t i = parts.count; i > 0; i--) {
		struct bytes text;

		if (!nic_edit_read(edit, parts.item[i - 1], &text))
			continue;
		text = ini_comment_all(pool, text, "Match", is_mac, NIC_TAG);
		if (i == 1 && strcmp(nic->name, "*") == 0)
			text = ini_set(pool, text, "Match", "Name", ANY_CARDS);
		nic_edit_write(edit, parts.item[i - 1], text);
	}
}

static void set_name(struct nic_edit *edit, const struct nic *nic, const char *name)
{
	struct strs parts = networkd_parts(edit->guest, nic->path);

	for (size_t i = parts.count; i > 0; i--) {
		struct bytes text;
		const struct ini *ini;

		if (!nic_edit_read(edit, parts.item[i - 1], &text))
			continue;
		ini = ini_parse(edit->guest->pool, text);
		if (i > 1 && !ini_find(ini, "Match", "Name"))
			continue;
		nic_edit_write(edit, parts.item[i - 1],
			       ini_set(edit->guest->pool, text, "Match", "Name", name));
		return;
	}
}

void networkd_rename_card(struct nic_edit *edit, const char *old_name,
			  const char *new_name)
{
	for (size_t i = 0; i < edit->nics->count; i++)
		if (edit->nics->nic[i].source == &nic_networkd &&
		    strcmp(edit->nics->nic[i].name, old_name) == 0)
			set_name(edit, &edit->nics->nic[i], new_name);
}

static bool is_ipv6(const struct ini_key *key)
{
	return guest_is_network_ipv6(key->value);
}

/* A section of its own goes as a whole where an address or next hop in it is of IPv6. */
static bool is_fixed_ipv6(const struct ini_section *section, const struct ini_key *key)
{
	static const char *const names[] = { "Address", "Gateway", "Destination" };
	bool has_ipv6 = false;

	if (strcmp(section->name, "Network") == 0)
		return is_ipv6(key) && (strcmp(key->name, "Address") == 0 ||
					strcmp(key->name, "Gateway") == 0);
	if (strcmp(section->name, "Address") != 0 && strcmp(section->name, "Route") != 0)
		return false;
	for (size_t k = 0; k < section->keys; k++)
		for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++)
			has_ipv6 |= strcmp(section->key[k].name, names[i]) == 0 &&
				    is_ipv6(&section->key[k]);
	return has_ipv6;
}

void networkd_drop_ipv6(struct nic_edit *edit, const struct nic *nic)
{
	struct strs parts = networkd_parts(edit->guest, nic->path);

	for (size_t i = 0; i < parts.count; i++) {
		struct bytes text, done;

		if (!nic_edit_read(edit, parts.item[i], &text))
			continue;
		done = ini_comment_all(edit->guest->pool, text, NULL, is_fixed_ipv6,
				       NIC_TAG);
		if (!bytes_equal(text, done))
			nic_edit_write(edit, parts.item[i], done);
	}
}

void networkd_lower_mtu(struct nic_edit *edit, const struct nic *nic, unsigned mtu)
{
	struct strs parts = networkd_parts(edit->guest, nic->path);
	struct pool *pool = edit->guest->pool;

	for (size_t i = 0; i < parts.count; i++) {
		struct bytes text;

		if (nic_edit_read(edit, parts.item[i], &text) &&
		    nic_mtu_units(ini_get(ini_parse(pool, text), "Link", "MTUBytes")) >
			    mtu)
			nic_edit_write(edit, parts.item[i],
				       ini_set(pool, text, "Link", "MTUBytes",
					       pool_printf(pool, "%u", mtu)));
	}
}

void networkd_match_any(struct nic_edit *edit, const struct nic *nic)
{
	set_name(edit, nic, ANY_CARDS);
}
