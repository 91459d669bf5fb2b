/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "guest/nicnames.h"

#include <ctype.h>
#include <fnmatch.h>
#include <string.h>

#include "base/path.h"
#include "format/ini.h"
#include "guest/boot.h"
#include "guest/nicpins.h"

#define NETWORKD "/etc/systemd/network"

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

static bool udev_has(struct guest *guest, const char *name)
{
	static const char *const dirs[] = { "/usr/lib/udev/rules.d",
					    "/lib/udev/rules.d" };

	for (size_t i = 0; i < sizeof(dirs) / sizeof(*dirs); i++)
		if (tree_has(guest->tree, path_join(guest->pool, dirs[i], name),
			     TREE_FILE))
			return true;
	return false;
}

/* udev before 197, Debian's and Ubuntu's up to 2015 (they kept the generator), mdev. */
static bool is_before_naming(struct guest *guest)
{
	if (udev_has(guest, "75-persistent-net-generator.rules"))
		return true;
	if (udev_has(guest, "80-net-setup-link.rules") ||
	    udev_has(guest, "80-net-name-slot.rules"))
		return false;
	return udev_has(guest, "50-udev-default.rules") ||
	       tree_has(guest->tree, "/etc/mdev.conf", TREE_FILE);
}

/* What net.ifnames= says to a kernel that starts by default; all count if none does. */
static bool is_switched_off(struct guest *guest)
{
	const struct boot *boot = guest_boot(guest);
	unsigned entries[2] = { 0 }, off[2] = { 0 };

	for (size_t i = 0; i < boot->count; i++) {
		const struct boot_entry *entry = &boot->entry[i];
		const struct cmdline_arg *arg =
			cmdline_last(entry->cmdline, "net.ifnames");

		if (!entry->is_own)
			continue;
		entries[entry->is_default]++;
		off[entry->is_default] += arg && strcmp(arg->value_text, "0") == 0;
	}
	if (entries[true])
		return off[true] == entries[true];
	return entries[false] && off[false] == entries[false];
}

enum nic_naming guest_nic_naming(struct guest *guest)
{
	if (is_masked(guest, NETWORKD "/99-default.link") ||
	    is_masked(guest, "/etc/udev/rules.d/80-net-setup-link.rules") ||
	    is_masked(guest, "/etc/udev/rules.d/80-net-name-slot.rules") ||
	    is_before_naming(guest) || is_switched_off(guest))
		return NAMES_BY_KERNEL;
	return NAMES_BY_SLOT;
}

/* Names a pattern of networkd is tried with: one of each scheme a profile may list. */
static const char *const samples[] = { "ens3", "ens18", "enp1s0", "enp0s3" };

static bool is_pattern(const char *name)
{
	return strpbrk(name, "*?[") != NULL;
}

static bool profile_has(const struct guest *guest, const char *name)
{
	const struct strs *patterns = &guest->profile->nic_names;

	for (size_t i = 0; i < patterns->count; i++)
		if (fnmatch(patterns->item[i], name, 0) == 0)
			return true;
	return false;
}

static bool is_kernel_name(const char *name)
{
	return strncmp(name, "eth", 3) == 0 && name[3] &&
	       name[3 + strspn(name + 3, "0123456789")] == '\0';
}

static bool word_can_exist(struct guest *guest, enum nic_naming naming, const char *name)
{
	if (naming == NAMES_BY_KERNEL)
		return is_pattern(name) ? fnmatch(name, "eth0", 0) == 0
					: is_kernel_name(name);
	if (!is_pattern(name))
		return profile_has(guest, name);
	for (size_t i = 0; i < sizeof(samples) / sizeof(*samples); i++)
		if (fnmatch(name, samples[i], 0) == 0 && profile_has(guest, samples[i]))
			return true;
	return false;
}

/* A .link file names cards; by the MAC, slot or driver of the old ones it names none. */
static bool is_given_by_link(struct guest *guest, const char *name)
{
	struct strs files = tree_match(guest->tree, NETWORKD, "*.link");
	struct bytes text;

	for (size_t i = 0; i < files.count; i++) {
		const char *given, *driver;
		struct ini *ini;

		if (!tree_has_text(guest->tree, files.item[i], &text))
			continue;
		ini = ini_parse(guest->pool, text);
		given = ini_get(ini, "Link", "Name");
		driver = ini_get(ini, "Match", "Driver");
		if (given && strcmp(given, name) == 0 &&
		    (!driver || strstr(driver, "virtio")) &&
		    !ini_find(ini, "Match", "MACAddress") &&
		    !ini_find(ini, "Match", "PermanentMACAddress") &&
		    !ini_find(ini, "Match", "Path"))
			return true;
	}
	return false;
}

static bool is_pinned(struct guest *guest, const char *name)
{
	struct nic_pins pins = guest_nic_pins(guest);

	for (size_t i = 0; i < pins.count; i++)
		if (strcmp(pins.pin[i].name, name) == 0)
			return true;
	return false;
}

bool nicname_can_exist(struct guest *guest, enum nic_naming naming, const char *name)
{
	struct strs words = strs_words(guest->pool, name);

	for (size_t i = 0; i < words.count; i++)
		if (words.item[i][0] == '!' ||
		    word_can_exist(guest, naming, words.item[i]) ||
		    is_given_by_link(guest, words.item[i]) ||
		    is_pinned(guest, words.item[i]))
			return true;
	return false;
}

bool nicname_is_single(const struct nics *nics)
{
	for (size_t i = 0; i < nics->count; i++)
		if (!nics->nic[i].source->match_any || !nics->nic[i].is_card ||
		    strcmp(nics->nic[i].name, nics->nic[0].name) != 0)
			return false;
	return nics->count > 0;
}

const char *nicname_kernel(struct guest *guest, const struct nics *nics, const char *name)
{
	struct strs seen = { .pool = guest->pool };
	const char *candidate = name;
	unsigned number = 0;

	if (is_kernel_name(name))
		return name;
	for (size_t i = 0; i < nics->count; i++) {
		const struct nic *nic = &nics->nic[i];

		if (!nic->is_card || is_kernel_name(nic->name) ||
		    strs_has(&seen, nic->name))
			continue;
		strs_add(&seen, nic->name);
		do
			candidate = pool_printf(guest->pool, "eth%u", number++);
		while (nic_is_named(nics, candidate));
		if (strcmp(nic->name, name) == 0)
			break;
	}
	return candidate;
}

/* Whether NAME stands in TEXT, and is not part of a longer word. */
static bool is_word_in(struct bytes text, const char *name)
{
	size_t len = strlen(name);
	ptrdiff_t at = -1;

	while ((at = bytes_find(text, bytes_of(name), (size_t)(at + 1))) >= 0) {
		size_t end = (size_t)at + len;

		if ((at == 0 || !isalnum(text.data[at - 1])) &&
		    (end == text.len || !isalnum(text.data[end])))
			return true;
	}
	return false;
}

struct strs nicname_elsewhere(struct guest *guest, const char *name)
{
	static const char *const places[][2] = {
		{ "/etc/firewalld/zones", "*.xml" },
		{ "/etc/sysconfig", "ip*tables" },
		{ "/etc/sysconfig", "SuSEfirewall2" },
		{ "/etc/sysconfig", "dhcpd" },
		{ "/etc/iptables", "rules.*" },
		{ "/etc", "nftables.conf" },
		{ "/etc/ufw", "*.rules" },
		{ "/etc/keepalived", "keepalived.conf" },
		{ "/etc/default", "isc-dhcp-server" },
		{ "/etc", "dnsmasq.conf" },
		{ "/etc/docker", "daemon.json" },
	};
	struct strs named = { .pool = guest->pool };
	struct bytes text;

	for (size_t i = 0; i < sizeof(places) / sizeof(*places); i++) {
		struct strs files = tree_match(guest->tree, places[i][0], places[i][1]);

		for (size_t f = 0; f < files.count && f < NICS_MAX; f++)
			if (tree_has_text(guest->tree, files.item[f], &text) &&
			    is_word_in(text, name))
				strs_add(&named, files.item[f]);
	}
	return named;
}
