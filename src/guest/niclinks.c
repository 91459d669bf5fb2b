/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "guest/niclinks.h"

#include <fnmatch.h>
#include <string.h>

#include "format/ini.h"
#include "guest/network-internal.h"
#include "guest/services.h"

#define NETWORKD "/etc/systemd/network"

/* Of the names that cards have, by the kernel and by udev, one fits. */
static bool is_for_cards(struct guest *guest, const char *names)
{
	struct strs words = strs_words(guest->pool, names);

	for (size_t i = 0; i < words.count; i++)
		if (guest_is_card_name(words.item[i]) ||
		    fnmatch(words.item[i], "eth0", 0) == 0 ||
		    fnmatch(words.item[i], "ens4", 0) == 0)
			return true;
	return false;
}

/* Whether the .link file is for Ethernet cards; a drop-in may leave that to its file. */
static bool read_link(struct guest *guest, const struct ini *ini, struct nic_link *link)
{
	const char *type = ini_get(ini, "Match", "Type");
	const char *name = ini_get(ini, "Match", "OriginalName");

	link->name = name && *name ? name : "*";
	return !ini_find(ini, "Match", "Kind") && (!type || strstr(type, "ether")) &&
	       is_for_cards(guest, link->name);
}

static bool read_netdev(struct guest *guest, const struct ini *ini, struct nic_link *link)
{
	static const char *const kinds[] = { "bond", "bridge", "team", "vlan" };
	const char *kind = ini_get(ini, "NetDev", "Kind");

	(void)guest;
	link->name = ini_get(ini, "NetDev", "Name");
	link->is_made = true;
	for (size_t i = 0; kind && link->name && i < sizeof(kinds) / sizeof(*kinds); i++)
		if (strcmp(kind, kinds[i]) == 0)
			return true;
	return false;
}

static const char *section_of(const struct nic_link *link)
{
	return link->is_made ? "NetDev" : "Link";
}

static void add_file(struct guest *guest, struct nic_links *list, const char *path,
		     bool (*read)(struct guest *, const struct ini *, struct nic_link *))
{
	struct nic_link link = { .path = path };
	const struct ini_key *mtu;
	const struct ini *ini;
	struct bytes text;

	if (list->count == NICS_MAX || !tree_has_text(guest->tree, path, &text))
		return;
	ini = ini_parse(guest->pool, text);
	if (!read(guest, ini, &link))
		return;
	mtu = ini_find(ini, section_of(&link), "MTUBytes");
	link.mtu = mtu ? nic_mtu_units(mtu->value) : 0;
	if (!link.mtu)
		return;
	link.line = mtu->line;
	list->link = text_room(guest->pool, list->link, list->count, sizeof(link));
	list->link[list->count++] = link;
}

static void add_files(struct guest *guest, struct nic_links *list, const char *dir,
		      const char *pattern,
		      bool (*read)(struct guest *, const struct ini *, struct nic_link *))
{
	struct strs files = tree_match(guest->tree, dir, pattern);

	for (size_t i = 0; i < files.count && i < NICS_MAX; i++)
		add_file(guest, list, files.item[i], read);
}

struct nic_links guest_nic_links(struct guest *guest)
{
	struct strs dirs = tree_match(guest->tree, NETWORKD, "*.link.d");
	enum service_state networkd = guest_service(guest, "systemd-networkd").state;
	struct nic_links list = { 0 };

	add_files(guest, &list, NETWORKD, "*.link", read_link);
	for (size_t i = 0; i < dirs.count && i < NICS_MAX; i++)
		add_files(guest, &list, dirs.item[i], "*.conf", read_link);
	if (networkd == SERVICE_ON || networkd == SERVICE_UNKNOWN)
		add_files(guest, &list, NETWORKD, "*.netdev", read_netdev);
	return list;
}

struct bytes niclink_set_mtu(struct pool *pool, struct bytes text,
			     const struct nic_link *link, unsigned mtu)
{
	return ini_set(pool, text, section_of(link), "MTUBytes",
		       pool_printf(pool, "%u", mtu));
}
