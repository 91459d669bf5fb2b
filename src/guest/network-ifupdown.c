/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "guest/network-ifupdown.h"

#include <string.h>

#include "base/path.h"

#define INTERFACES "/etc/network/interfaces"

enum { SOURCES_MAX = 256 }; /* files one configuration may pull in */

struct reading {
	struct guest *guest;
	struct nics *nics;
	struct strs started; /* named by auto and allow-*, */
	struct strs waited;  /* and those of auto only */
	const char *path;
	bool is_active;
};

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

static bool is_installed(struct guest *guest)
{
	return tree_has(guest->tree, "/sbin/ifup", TREE_FILE) ||
	       tree_has(guest->tree, "/usr/sbin/ifup", TREE_FILE);
}

struct strs ifupdown_files(struct guest *guest)
{
	struct strs files = { .pool = guest->pool };

	if (!tree_has(guest->tree, INTERFACES, TREE_FILE))
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

static enum nic_role role_of(enum interfaces_kind kind)
{
	static const enum nic_role roles[] = {
		[INTERFACES_BOND] = NIC_BOND,
		[INTERFACES_BRIDGE] = NIC_BRIDGE,
		[INTERFACES_VLAN] = NIC_VLAN,
		[INTERFACES_ALIAS] = NIC_ALIAS,
	};

	return kind < sizeof(roles) / sizeof(*roles) ? roles[kind] : NIC_CARD;
}

/* The last word of an option: "hwaddress [ether] MAC". */
static const char *last_word(const struct interfaces_stanza *stanza, const char *name)
{
	const struct interfaces_option *option = interfaces_option(stanza, name);

	return option && option->words ? option->word[option->words - 1].text : NULL;
}

/* Of a fixed address: DHCP does not look at these. */
static struct strs words_of(struct pool *pool, const struct interfaces_stanza *stanza,
			    const char *name)
{
	struct strs words = { .pool = pool };

	if (strcmp(stanza->method, "static") != 0)
		return words;
	for (size_t o = 0; o < stanza->options; o++)
		for (size_t w = 0; strcmp(stanza->option[o].name, name) == 0 &&
				   w < stanza->option[o].words;
		     w++)
			strs_add(&words, stanza->option[o].word[w].text);
	return words;
}

static void add_stanza(struct reading *reading, const struct interfaces_stanza *stanza)
{
	enum interfaces_kind kind = interfaces_kind(stanza);
	struct pool *pool = reading->guest->pool;
	bool is_static = strcmp(stanza->method, "static") == 0;
	struct nic nic;

	if (stanza->kind != INTERFACES_IFACE || kind == INTERFACES_LOOPBACK ||
	    kind == INTERFACES_VIRTUAL || nic_is_other_medium(stanza->name))
		return;
	nic = (struct nic){
		.source = &nic_ifupdown,
		.path = reading->path,
		.line = stanza->line,
		.name = stanza->name,
		.role = role_of(kind),
		.master = last_word(stanza, "bond-master"),
		.is_active = reading->is_active,
		.is_started = strs_has(&reading->started, stanza->name),
		.is_waited_for = strs_has(&reading->waited, stanza->name),
		.is_card = is_card(stanza),
		.is_static = is_static,
		.is_dhcp = strcmp(stanza->method, "dhcp") == 0 &&
			   strcmp(stanza->family, "inet") == 0,
		.is_compound = kind != INTERFACES_PHYSICAL,
		.family = stanza->family,
		.set_mac = last_word(stanza, "hwaddress"),
		.address = words_of(pool, stanza, "address"),
		.gateway = is_static ? last_word(stanza, "gateway") : NULL,
		.dns = words_of(pool, stanza, "dns-nameservers"),
	};
	ifupdown_mtu(stanza, &nic);
	nic_add(reading->guest, reading->nics, nic);
}

/* A card that has no stanza of its own; MASTER is what it is a port of, or NULL. */
static void add_member(struct reading *reading, unsigned line, const char *name,
		       const char *master)
{
	for (size_t i = 0; i < reading->nics->count; i++)
		if (strcmp(reading->nics->nic[i].name, name) == 0) {
			if (!reading->nics->nic[i].master)
				reading->nics->nic[i].master = master;
			return;
		}
	if (guest_is_card_name(name))
		nic_add(reading->guest, reading->nics,
			(struct nic){ .source = &nic_ifupdown,
				      .path = reading->path,
				      .line = line,
				      .name = name,
				      .master = master,
				      .is_active = reading->is_active,
				      .is_started = true,
				      .is_card = true,
				      .family = "" });
}

/* Those of bonds and bridges, and of eth0.100. */
static void add_members(struct reading *reading, const struct interfaces_stanza *stanza)
{
	static const char *const options[] = { "bridge_ports", "bond_slaves",
					       "slaves",       "vlan_raw_device",
					       "ovs_ports",    "ovs_bonds" };
	enum interfaces_kind kind = interfaces_kind(stanza);
	const char *dot = strchr(stanza->name, '.');

	if (stanza->kind != INTERFACES_IFACE)
		return;
	if (kind == INTERFACES_VLAN && dot)
		add_member(reading, stanza->line,
			   pool_strndup(reading->guest->pool, stanza->name,
					(size_t)(dot - stanza->name)),
			   NULL);
	for (size_t i = 0; i < sizeof(options) / sizeof(*options); i++) {
		const struct interfaces_option *option =
			interfaces_option(stanza, options[i]);

		for (size_t w = 0; option && w < option->words; w++)
			add_member(reading, option->line, option->word[w].text,
				   kind == INTERFACES_VLAN ? NULL : stanza->name);
	}
}

/* Of a bridge's stanzas for inet and inet6 one says what it is made of. */
static void share_roles(struct nics *nics)
{
	for (size_t i = 0; i < nics->count; i++)
		for (size_t k = 0; k < nics->count && nics->nic[i].is_compound; k++) {
			struct nic *other = &nics->nic[k];

			if (other->is_compound || other->source != &nic_ifupdown ||
			    nics->nic[i].source != other->source ||
			    strcmp(other->name, nics->nic[i].name) != 0)
				continue;
			other->role = nics->nic[i].role;
			other->is_compound = true;
			other->is_card = false;
		}
}

bool ifupdown_is_auto(const struct interfaces_stanza *stanza)
{
	return stanza->kind == INTERFACES_AUTO &&
	       (strcmp(stanza->word[0].text, "auto") == 0 ||
		strcmp(stanza->word[0].text, "allow-auto") == 0);
}

bool ifupdown_is_for(const struct interfaces_stanza *stanza, const char *name)
{
	return stanza->kind == INTERFACES_IFACE && strcmp(stanza->name, name) == 0;
}

static void add_started_name(struct reading *reading,
			     const struct interfaces_stanza *stanza, const char *name)
{
	strs_add(&reading->started, name);
	if (ifupdown_is_auto(stanza))
		strs_add(&reading->waited, name);
}

static void add_started(struct reading *reading, const struct interfaces *all)
{
	for (size_t i = 0; i < all->count; i++)
		for (size_t w = 1;
		     all->stanza[i].kind == INTERFACES_AUTO && w < all->stanza[i].words;
		     w++)
			add_started_name(reading, &all->stanza[i],
					 all->stanza[i].word[w].text);
}

static void gather(struct guest *guest, struct nics *nics)
{
	struct strs files = ifupdown_files(guest);
	const struct interfaces **all =
		pool_alloc(guest->pool, (files.count + 1) * sizeof(struct interfaces *));
	struct reading reading = { guest,
				   nics,
				   { .pool = guest->pool },
				   { .pool = guest->pool },
				   NULL,
				   is_installed(guest) };
	struct bytes text;

	for (size_t f = 0; f < files.count; f++) {
		if (tree_read(guest->tree, files.item[f], &text) < 0)
			text = (struct bytes){ 0 };
		all[f] = interfaces_parse(guest->pool, text);
		add_started(&reading, all[f]);
	}
	for (size_t f = 0; f < files.count; f++) {
		reading.path = files.item[f];
		for (size_t i = 0; i < all[f]->count; i++)
			add_stanza(&reading, &all[f]->stanza[i]);
	}
	share_roles(nics);
	for (size_t f = 0; f < files.count; f++) {
		reading.path = files.item[f];
		for (size_t i = 0; i < all[f]->count; i++)
			add_members(&reading, &all[f]->stanza[i]);
	}
}

const struct nic_source nic_ifupdown = {
	.name = "ifupdown",
	.gather = gather,
	.make_dhcp = ifupdown_make_dhcp,
	.rename = ifupdown_rename_card,
	.make_optional = ifupdown_make_optional,
	.drop_ipv6 = ifupdown_drop_ipv6,
	.lower_mtu = ifupdown_lower_mtu,
};
