/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "guest/network.h"

#include <fnmatch.h>
#include <string.h>

#include "base/path.h"
#include "format/ini.h"
#include "format/interfaces.h"
#include "guest/boot.h"

#define INTERFACES "/etc/network/interfaces"

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
	static const char *const dirs[] = { "/etc/systemd/network",
					    "/run/systemd/network",
					    "/usr/lib/systemd/network" };
	struct strs files = { .pool = guest->pool }, names = { .pool = guest->pool };

	if (!networkd_is_enabled(guest))
		return files;
	for (size_t d = 0; d < sizeof(dirs) / sizeof(*dirs); d++) {
		struct strs here = tree_match(guest->tree, dirs[d], "*.network");

		for (size_t i = 0; i < here.count; i++) {
			const char *name = path_name(here.item[i]);

			if (strs_has(&names, name))
				continue;
			strs_add(&names, name);
			if (tree_has(guest->tree, here.item[i], TREE_FILE))
				strs_add(&files, here.item[i]);
		}
	}
	return files;
}

static void nic_add(struct guest *guest, struct nics *nics, struct nic nic)
{
	struct nic *grown = pool_grow(guest->pool, nics->nic, nics->count * sizeof(nic),
				      (nics->count + 1) * sizeof(nic));

	grown[nics->count++] = nic;
	nics->nic = grown;
}

static void add_ifupdown(struct guest *guest, struct nics *nics, const char *path)
{
	const struct interfaces *all;
	struct bytes text;

	if (tree_read(guest->tree, path, &text) < 0)
		return;
	all = interfaces_parse(guest->pool, text);
	for (size_t i = 0; i < all->count; i++) {
		const struct interfaces_stanza *stanza = &all->stanza[i];
		enum interfaces_kind kind;

		if (stanza->kind != INTERFACES_IFACE)
			continue;
		kind = interfaces_kind(stanza);
		if (kind == INTERFACES_LOOPBACK || kind == INTERFACES_VIRTUAL)
			continue;
		nic_add(guest, nics,
			(struct nic){ .source = NIC_IFUPDOWN,
				      .path = path,
				      .line = stanza->line,
				      .name = stanza->name,
				      .is_static = strcmp(stanza->method, "static") == 0,
				      .is_compound = kind != INTERFACES_PHYSICAL,
				      .family = stanza->family });
	}
}

/* Only a file that matches by name configures a card we can tell. */
static void add_networkd(struct guest *guest, struct nics *nics, const char *path)
{
	const struct ini_key *match;
	struct bytes text;
	struct strs names;
	struct ini *ini;

	if (tree_read(guest->tree, path, &text) < 0)
		return;
	ini = ini_parse(guest->pool, text);
	match = ini_find(ini, "Match", "Name");
	if (!match)
		return;
	names = strs_words(guest->pool, match->value);
	for (size_t i = 0; i < names.count; i++) {
		struct nic nic = { .source = NIC_NETWORKD,
				   .path = path,
				   .line = match->line,
				   .name = names.item[i],
				   .family = "inet" };

		nic.is_static = ini_find(ini, "Network", "Address") ||
				ini_find(ini, "Address", "Address");
		nic.is_compound = ini_find(ini, "Network", "Bond") ||
				  ini_find(ini, "Network", "Bridge") ||
				  ini_find(ini, "Match", "Type") ||
				  ini_find(ini, "Network", "VLAN");
		if (strcmp(nic.name, "lo") != 0)
			nic_add(guest, nics, nic);
	}
}

struct nics guest_nics(struct guest *guest)
{
	struct strs ifupdown = guest_ifupdown_files(guest);
	struct strs networkd = guest_networkd_files(guest);
	struct nics nics = { 0 };

	for (size_t i = 0; i < ifupdown.count; i++)
		add_ifupdown(guest, &nics, ifupdown.item[i]);
	for (size_t i = 0; i < networkd.count; i++)
		add_networkd(guest, &nics, networkd.item[i]);
	return nics;
}

static bool is_off(const struct cmdline *cmdline, const char *name)
{
	const struct cmdline_arg *arg = cmdline_last(cmdline, name);

	return arg && strcmp(arg->value_text, "0") == 0;
}

/* A link to /dev/null or an empty file in /etc hides the file of the same name in /usr.
 */
static bool is_masked(struct guest *guest, const char *path)
{
	struct tree_stat st;
	char *target;

	if (tree_lstat(guest->tree, path, &st) < 0)
		return false;
	if (st.kind == TREE_LINK)
		return tree_read_link(guest->tree, path, &target) == 0 &&
		       strcmp(target, "/dev/null") == 0;
	return st.kind == TREE_FILE && st.size == 0;
}

bool guest_keeps_kernel_names(struct guest *guest)
{
	const struct boot *boot = guest_boot(guest);

	if (is_masked(guest, "/etc/systemd/network/99-default.link") ||
	    is_masked(guest, "/etc/udev/rules.d/80-net-setup-link.rules") ||
	    is_masked(guest, "/etc/udev/rules.d/80-net-name-slot.rules"))
		return true;
	for (size_t i = 0; i < boot->count; i++)
		if (!is_off(cmdline_parse(guest->pool, boot->entry[i].text,
					  boot->entry[i].args),
			    "net.ifnames"))
			return false;
	return boot->count > 0;
}

bool guest_has_cloud_init(struct guest *guest)
{
	return tree_has(guest->tree, "/usr/bin/cloud-init", TREE_FILE) &&
	       !tree_has(guest->tree, "/etc/cloud/cloud-init.disabled", TREE_FILE);
}
