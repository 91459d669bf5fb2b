/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "guest/network.h"

#include <fnmatch.h>
#include <string.h>
#include <strings.h>

#include "base/path.h"
#include "format/ini.h"
#include "format/interfaces.h"

#define INTERFACES "/etc/network/interfaces"
#define NETWORKD   "/etc/systemd/network"

enum { SOURCES_MAX = 256 }; /* files one configuration may pull in */

/* Names a "source" line may match: ifupdown's wordexp(3), of which patterns are used. */
static void add_sourced(struct guest *guest, const char *from,
			const struct interfaces_stanza *stanza, struct strs *files)
{
	bool dir = strcmp(stanza->word[0].text, "source-directory") == 0;

	for (size_t w = 1; w < stanza->words; w++) {
		char *pattern = path_join(guest->pool, path_parent(guest->pool, from),
					  stanza->word[w].text);
		struct strs found =
			dir ? tree_match(guest->tree, pattern, "*")
			    : tree_match(guest->tree, path_parent(guest->pool, pattern),
					 path_name(pattern));

		for (size_t i = 0; i < found.count && files->count < SOURCES_MAX; i++)
			if (tree_has(guest->tree, found.item[i], TREE_FILE) &&
			    !strs_has(files, found.item[i]))
				strs_add(files, found.item[i]);
	}
}

struct strs guest_ifupdown_files(struct guest *guest)
{
	struct strs files = { .pool = guest->pool };

	if (!tree_has(guest->tree, INTERFACES, TREE_FILE) ||
	    (!tree_has(guest->tree, "/sbin/ifup", TREE_FILE) &&
	     !tree_has(guest->tree, "/usr/sbin/ifup", TREE_FILE)))
		return files;
	strs_add(&files, INTERFACES);
	for (size_t f = 0; f < files.count; f++) {
		const struct interfaces *all;
		struct bytes text;

		if (tree_read(guest->tree, files.item[f], &text) < 0)
			continue;
		all = interfaces_parse(guest->pool, text);
		for (size_t i = 0; i < all->count; i++)
			if (all->stanza[i].kind == INTERFACES_SOURCE)
				add_sourced(guest, files.item[f], &all->stanza[i],
					    &files);
	}
	return files;
}

static bool networkd_is_enabled(struct guest *guest)
{
	struct tree_stat st;

	return tree_lstat(guest->tree,
			  "/etc/systemd/system/multi-user.target.wants/"
			  "systemd-networkd.service",
			  &st) == 0 ||
	       tree_lstat(guest->tree,
			  "/etc/systemd/system/dbus-org.freedesktop."
			  "network1.service",
			  &st) == 0;
}

struct strs guest_networkd_files(struct guest *guest)
{
	struct strs files = { .pool = guest->pool }, found;

	if (!networkd_is_enabled(guest))
		return files;
	found = tree_match(guest->tree, NETWORKD, "*.network");
	for (size_t i = 0; i < found.count; i++)
		if (tree_has(guest->tree, found.item[i], TREE_FILE))
			strs_add(&files, found.item[i]);
	return files;
}

static void nic_add(struct guest *guest, struct nics *nics, struct nic nic)
{
	if (nics->count == NICS_MAX) {
		nics->too_many = true;
		return;
	}
	nics->nic = text_room(guest->pool, nics->nic, nics->count, sizeof(nic));
	nics->nic[nics->count++] = nic;
}

/* Wireless and the like: systemd.net-naming-scheme(7) gives only Ethernet "en". */
static bool is_other_medium(const char *name)
{
	static const char *const prefixes[] = { "wl", "ww", "ib", "sl", "usb", "can" };

	for (size_t i = 0; i < sizeof(prefixes) / sizeof(*prefixes); i++)
		if (strncmp(name, prefixes[i], strlen(prefixes[i])) == 0)
			return true;
	return false;
}

/* A name of a person's own choice is taken for a card's where nothing makes a device. */
static bool is_card(const struct interfaces_stanza *stanza)
{
	static const char *const makers[] = { "pre-up",    "tunnel-", "wpa-",
					      "wireless-", "link-",   "veth-" };

	if (interfaces_kind(stanza) != INTERFACES_PHYSICAL)
		return false;
	if (guest_is_card_name(stanza->name))
		return true;
	for (size_t o = 0; o < stanza->options; o++)
		for (size_t i = 0; i < sizeof(makers) / sizeof(*makers); i++)
			if (strncmp(stanza->option[o].name, makers[i],
				    strlen(makers[i])) == 0)
				return false;
	return strcmp(stanza->method, "static") == 0 ||
	       strcmp(stanza->method, "dhcp") == 0;
}

static void add_stanza(struct guest *guest, struct nics *nics, const char *path,
		       const struct interfaces_stanza *stanza)
{
	enum interfaces_kind kind = interfaces_kind(stanza);

	if (stanza->kind != INTERFACES_IFACE || kind == INTERFACES_LOOPBACK ||
	    kind == INTERFACES_VIRTUAL || is_other_medium(stanza->name))
		return;
	nic_add(guest, nics,
		(struct nic){ .source = NIC_IFUPDOWN,
			      .path = path,
			      .line = stanza->line,
			      .name = stanza->name,
			      .is_card = is_card(stanza),
			      .is_static = strcmp(stanza->method, "static") == 0,
			      .is_dhcp = strcmp(stanza->method, "dhcp") == 0 &&
					 strcmp(stanza->family, "inet") == 0,
			      .is_compound = kind != INTERFACES_PHYSICAL,
			      .family = stanza->family });
}

static void add_member(struct guest *guest, struct nics *nics, const char *path,
		       unsigned line, const char *name)
{
	for (size_t i = 0; i < nics->count; i++)
		if (strcmp(nics->nic[i].name, name) == 0)
			return;
	if (guest_is_card_name(name))
		nic_add(guest, nics,
			(struct nic){ .source = NIC_IFUPDOWN,
				      .path = path,
				      .line = line,
				      .name = name,
				      .is_card = true,
				      .family = "" });
}

/* Cards that have no stanza of their own: those of bonds and bridges, and of eth0.100. */
static void add_members(struct guest *guest, struct nics *nics, const char *path,
			const struct interfaces_stanza *stanza)
{
	static const char *const options[] = { "bridge_ports", "bond_slaves", "slaves",
					       "vlan_raw_device" };
	const char *dot = strchr(stanza->name, '.');

	if (interfaces_kind(stanza) == INTERFACES_VLAN && dot)
		add_member(guest, nics, path, stanza->line,
			   pool_strndup(guest->pool, stanza->name,
					(size_t)(dot - stanza->name)));
	for (size_t i = 0; i < sizeof(options) / sizeof(*options); i++) {
		const struct interfaces_option *option =
			interfaces_option(stanza, options[i]);

		for (size_t w = 0; option && w < option->words; w++)
			add_member(guest, nics, path, option->line, option->word[w].text);
	}
}

static void add_ifupdown(struct guest *guest, struct nics *nics)
{
	struct strs files = guest_ifupdown_files(guest);
	const struct interfaces **all =
		pool_alloc(guest->pool, (files.count + 1) * sizeof(struct interfaces *));
	struct bytes text;

	for (size_t f = 0; f < files.count; f++) {
		if (tree_read(guest->tree, files.item[f], &text) < 0)
			text = (struct bytes){ 0 };
		all[f] = interfaces_parse(guest->pool, text);
		for (size_t i = 0; i < all[f]->count; i++)
			add_stanza(guest, nics, files.item[f], &all[f]->stanza[i]);
	}
	for (size_t f = 0; f < files.count; f++)
		for (size_t i = 0; i < all[f]->count; i++)
			if (all[f]->stanza[i].kind == INTERFACES_IFACE)
				add_members(guest, nics, files.item[f],
					    &all[f]->stanza[i]);
}

/* Whether a .netdev file makes the interface NAME. */
static bool is_made(struct guest *guest, const char *name)
{
	struct strs files = tree_match(guest->tree, NETWORKD, "*.netdev");
	struct bytes text;

	for (size_t i = 0; i < files.count; i++) {
		const char *made = NULL;

		if (tree_has(guest->tree, files.item[i], TREE_FILE) &&
		    tree_read(guest->tree, files.item[i], &text) == 0)
			made = ini_get(ini_parse(guest->pool, text), "NetDev", "Name");
		if (made && strcmp(made, name) == 0)
			return true;
	}
	return false;
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

static bool has_ipv4_address(const struct ini *ini)
{
	for (size_t s = 0; s < ini->count; s++)
		for (size_t k = 0; k < ini->section[s].keys; k++) {
			const struct ini_key *key = &ini->section[s].key[k];

			if (strcmp(key->name, "Address") == 0 && *key->value &&
			    !strchr(key->value, ':'))
				return true;
		}
	return false;
}

static bool is_part(const struct ini *ini)
{
	static const char *const keys[] = { "Bond", "Bridge", "VLAN", "MACVLAN", "VRF" };

	for (size_t i = 0; i < sizeof(keys) / sizeof(*keys); i++)
		if (ini_find(ini, "Network", keys[i]))
			return true;
	return false;
}

/* A file for cards: of no other type, and not for what a driver or a container makes. */
static void add_networkd(struct guest *guest, struct nics *nics, const char *path)
{
	const struct ini_key *match;
	const char *type;
	struct bytes text;
	struct ini *ini;
	struct nic nic = { .source = NIC_NETWORKD, .path = path, .family = "inet" };

	if (tree_read(guest->tree, path, &text) < 0)
		return;
	ini = ini_parse(guest->pool, text);
	match = ini_find(ini, "Match", "Name");
	type = ini_get(ini, "Match", "Type");
	if (ini_find(ini, "Match", "Kind") || (type && !strstr(type, "ether")))
		return;
	nic.line = match ? match->line : 1;
	nic.name = match ? match->value : "*";
	if (strcmp(nic.name, "lo") == 0 || is_other_medium(nic.name))
		return;
	nic.is_dhcp = takes_dhcp(ini);
	nic.is_static = !nic.is_dhcp && has_ipv4_address(ini);
	nic.is_card = guest_is_card_name(nic.name) && !is_made(guest, nic.name);
	nic.is_compound = is_part(ini) || is_made(guest, nic.name);
	nic_add(guest, nics, nic);
}

bool guest_is_card_name(const char *name)
{
	static const char *const patterns[] = { "eth[0-9*?[]*", "en[a-zA-Z*?[]*",
						"em[0-9]*", "p[0-9]*p[0-9]*" };

	for (size_t i = 0; i < sizeof(patterns) / sizeof(*patterns); i++)
		if (fnmatch(patterns[i], name, 0) == 0)
			return !strchr(name, '.') && !strchr(name, ':');
	return false;
}

struct nics guest_nics(struct guest *guest)
{
	struct strs networkd = guest_networkd_files(guest);
	struct nics nics = { 0 };

	add_ifupdown(guest, &nics);
	for (size_t i = 0; i < networkd.count; i++)
		add_networkd(guest, &nics, networkd.item[i]);
	return nics;
}
