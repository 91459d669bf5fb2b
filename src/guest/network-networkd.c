/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "guest/network-networkd.h"

#include <string.h>
#include <strings.h>

#include "base/path.h"
#include "format/ini.h"
#include "format/interfaces.h"
#include "guest/services.h"

#define NETWORKD "/etc/systemd/network"

/* Those of /etc hide those of /usr/lib, which systemd brings for containers. */
static struct strs files_of(struct guest *guest)
{
	struct strs files = { .pool = guest->pool };
	struct strs found = tree_match(guest->tree, NETWORKD, "*.network");

	for (size_t i = 0; i < found.count && files.count < NICS_MAX; i++)
		if (tree_has(guest->tree, found.item[i], TREE_FILE))
			strs_add(&files, found.item[i]);
	return files;
}

/* Where it cannot be told, it is taken for running. */
static bool is_enabled(struct guest *guest)
{
	enum service_state state = guest_service(guest, "systemd-networkd").state;

	return state == SERVICE_ON || state == SERVICE_UNKNOWN;
}

struct strs networkd_parts(struct guest *guest, const char *path)
{
	struct strs parts = { .pool = guest->pool };
	struct strs found =
		tree_match(guest->tree, pool_printf(guest->pool, "%s.d", path), "*.conf");

	strs_add(&parts, path);
	for (size_t i = 0; i < found.count && parts.count < NICS_MAX; i++)
		if (tree_has(guest->tree, found.item[i], TREE_FILE))
			strs_add(&parts, found.item[i]);
	return parts;
}

/* All parts as one file: drop-ins have the same sections. */
static const struct ini *read_parts(struct guest *guest, const char *path)
{
	struct strs parts = networkd_parts(guest, path);
	struct buf all = { .pool = guest->pool };

	for (size_t i = 0; i < parts.count; i++) {
		struct bytes text;

		if (tree_read(guest->tree, parts.item[i], &text) < 0)
			continue;
		buf_add(&all, text);
		buf_adds(&all, "\n");
	}
	return ini_parse(guest->pool, buf_bytes(&all));
}

/* What a .netdev file says of the interface NAME it makes: its Kind, or NULL. */
static const char *kind_made(struct guest *guest, const char *name)
{
	struct strs files = tree_match(guest->tree, NETWORKD, "*.netdev");
	struct bytes text;

	for (size_t i = 0; i < files.count && i < NICS_MAX; i++) {
		const struct ini *ini;
		const char *made, *kind;

		if (!tree_has_text(guest->tree, files.item[i], &text))
			continue;
		ini = ini_parse(guest->pool, text);
		made = ini_get(ini, "NetDev", "Name");
		kind = ini_get(ini, "NetDev", "Kind");
		if (made && strcmp(made, name) == 0)
			return kind ? kind : "";
	}
	return NULL;
}

static enum nic_role role_of(const char *kind)
{
	static const struct {
		const char *kind;
		enum nic_role role;
	} roles[] = { { "bond", NIC_BOND },
		      { "bridge", NIC_BRIDGE },
		      { "vlan", NIC_VLAN },
		      { "team", NIC_TEAM } };

	for (size_t i = 0; kind && i < sizeof(roles) / sizeof(*roles); i++)
		if (strcmp(kind, roles[i].kind) == 0)
			return roles[i].role;
	return NIC_CARD;
}

/* parse_boolean() of systemd, and its names for the IPv4 half. */
static bool takes_dhcp(const struct ini *ini)
{
	static const char *const values[] = { "yes",  "ipv4", "both", "v4",
					      "true", "1",    "on",   "y" };
	const char *dhcp = ini_get(ini, "Network", "DHCP");

	for (size_t i = 0; dhcp && i < sizeof(values) / sizeof(*values); i++)
		if (strcasecmp(dhcp, values[i]) == 0)
			return true;
	return false;
}

/* The fixed addresses, or those of one key of [Network], as written. */
static struct strs values_of(struct pool *pool, const struct ini *ini, const char *name)
{
	struct strs values = { .pool = pool };

	for (size_t s = 0; s < ini->count; s++)
		for (size_t k = 0; k < ini->section[s].keys; k++) {
			const struct ini_key *key = &ini->section[s].key[k];

			if (strcmp(key->name, name) == 0 && *key->value &&
			    strcmp(ini->section[s].name, "DHCPServer") != 0)
				strs_add(&values, key->value);
		}
	return values;
}

static bool has_ipv4(const struct strs *addresses)
{
	for (size_t i = 0; i < addresses->count; i++)
		if (!strchr(addresses->item[i], ':'))
			return true;
	return false;
}

static const char *master_of(const struct ini *ini)
{
	static const char *const keys[] = { "Bond", "Bridge", "VRF" };

	for (size_t i = 0; i < sizeof(keys) / sizeof(*keys); i++)
		if (ini_find(ini, "Network", keys[i]))
			return ini_get(ini, "Network", keys[i]);
	return NULL;
}

static bool is_part(const struct ini *ini)
{
	return master_of(ini) || ini_find(ini, "Network", "VLAN") ||
	       ini_find(ini, "Network", "MACVLAN");
}

/* The key by which the file asks for one MAC, or NULL. */
static const struct ini_key *mac_key(const struct ini *ini)
{
	const struct ini_key *key = ini_find(ini, "Match", "MACAddress");

	return key ? key : ini_find(ini, "Match", "PermanentMACAddress");
}

/* Lines are counted in the file itself, not in what its drop-ins add. */
static const struct ini *read_first(struct guest *guest, const char *path)
{
	struct bytes text;

	if (tree_read(guest->tree, path, &text) < 0)
		text = (struct bytes){ 0 };
	return ini_parse(guest->pool, text);
}

static unsigned line_in(const struct ini *first, const struct ini_key *key)
{
	const struct ini_section *match = ini_section(first, "Match");

	return key ? key->line : match ? match->line : 1;
}

/* 0 where a drop-in says it. */
static unsigned mtu_line(const struct ini *first)
{
	const struct ini_key *key = ini_find(first, "Link", "MTUBytes");

	return key ? key->line : 0;
}

/* A file for cards: of no other type, and not for what a driver or a container makes. */
static void add_file(struct guest *guest, struct nics *nics, const char *path,
		     bool is_active)
{
	const struct ini *ini = read_parts(guest, path), *first = read_first(guest, path);
	const char *type = ini_get(ini, "Match", "Type"), *made;
	const char *name = ini_get(ini, "Match", "Name");
	const struct ini_key *mac = mac_key(ini);
	struct nic nic = {
		.source = &nic_networkd,
		.path = path,
		.line = line_in(first, ini_find(first, "Match", "Name")),
		.name = name ? name : "*",
		.master = master_of(ini),
		.is_active = is_active,
		.is_started = true,
		.is_dhcp = takes_dhcp(ini),
		.family = "inet",
		.mac = mac ? mac->value : NULL,
		.mac_line = line_in(first, mac_key(first)),
		.set_mac = ini_get(ini, "Link", "MACAddress"),
		.mtu = nic_mtu_units(ini_get(ini, "Link", "MTUBytes")),
		.mtu_line = mtu_line(first),
		.address = values_of(guest->pool, ini, "Address"),
		.gateway = ini_get(ini, "Network", "Gateway"),
		.dns = values_of(guest->pool, ini, "DNS"),
	};

	if (ini_find(ini, "Match", "Kind") || (type && !strstr(type, "ether")) ||
	    strcmp(nic.name, "lo") == 0 || nic_is_other_medium(nic.name))
		return;
	made = kind_made(guest, nic.name);
	nic.role = role_of(made);
	/* A tunnel, or a dummy: its address is of no network that was left. */
	if (nic.role == NIC_CARD && (made || interfaces_is_virtual(nic.name)))
		return;
	nic.is_static = !nic.is_dhcp && has_ipv4(&nic.address);
	nic.is_card = guest_is_card_name(nic.name) && !made;
	nic.is_compound = is_part(ini) || made;
	nic_add(guest, nics, nic);
}

static void gather(struct guest *guest, struct nics *nics)
{
	struct strs files = files_of(guest);
	bool is_active = is_enabled(guest);

	for (size_t i = 0; i < files.count; i++)
		add_file(guest, nics, files.item[i], is_active);
}

const struct nic_source nic_networkd = {
	.name = "systemd-networkd",
	.gather = gather,
	.make_dhcp = networkd_make_dhcp,
	.drop_mac = networkd_drop_mac,
	.rename = networkd_rename_card,
	.drop_ipv6 = networkd_drop_ipv6,
	.lower_mtu = networkd_lower_mtu,
	.match_any = networkd_match_any,
};
