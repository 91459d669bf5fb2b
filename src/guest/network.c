/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "guest/network-internal.h"

#include <fnmatch.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "format/text.h"

static const struct nic_source *const sources[] = {
	&nic_ifupdown, &nic_networkd, &nic_ifcfg,      &nic_ifcfg_suse,
	&nic_keyfile,  &nic_netplan,  &nic_cloud_init,
};

void nic_add(struct guest *guest, struct nics *nics, struct nic nic)
{
	if (nics->count == NICS_MAX) {
		nics->too_many = true;
		return;
	}
	nics->nic = text_room(guest->pool, nics->nic, nics->count, sizeof(nic));
	nics->nic[nics->count++] = nic;
}

/* Wireless and the like: systemd.net-naming-scheme(7) gives only Ethernet "en". */
bool nic_is_other_medium(const char *name)
{
	static const char *const prefixes[] = { "wl", "ww", "ib", "sl", "usb", "can" };

	for (size_t i = 0; i < sizeof(prefixes) / sizeof(*prefixes); i++)
		if (strncmp(name, prefixes[i], strlen(prefixes[i])) == 0)
			return true;
	return false;
}

bool nic_is_named(const struct nics *nics, const char *name)
{
	for (size_t i = 0; i < nics->count; i++)
		if (strcmp(nics->nic[i].name, name) == 0)
			return true;
	return false;
}

bool nic_names(const char *name, const char *old_name)
{
	size_t len = strlen(old_name);

	return len && strncmp(name, old_name, len) == 0 &&
	       (!name[len] || name[len] == '.' || name[len] == ':');
}

/* What does not fit is as large as can be told. */
static unsigned read_mtu(const char *text, const char *units)
{
	const char *unit;
	char *end;
	unsigned long long bytes;

	if (!text || *text < '0' || *text > '9')
		return 0;
	bytes = strtoull(text, &end, 10);
	if (bytes > UINT_MAX)
		bytes = UINT_MAX;
	unit = *end ? strchr(units, *end) : NULL;
	if (unit) {
		bytes <<= 10 * (unit - units + 1);
		end++;
	}
	if (*end)
		return 0;
	return bytes > UINT_MAX ? UINT_MAX : (unsigned)bytes;
}

unsigned nic_mtu(const char *text)
{
	return read_mtu(text, "");
}

unsigned nic_mtu_units(const char *text)
{
	return read_mtu(text, "KMG");
}

static struct nic_change *change_of(struct nic_edit *edit, const char *path)
{
	for (size_t i = 0; i < edit->count; i++)
		if (strcmp(edit->change[i].path, path) == 0)
			return &edit->change[i];
	return NULL;
}

bool nic_edit_read(struct nic_edit *edit, const char *path, struct bytes *text)
{
	const struct nic_change *change = change_of(edit, path);

	if (change) {
		*text = change->text;
		return !change->removed;
	}
	return tree_has_text(edit->guest->tree, path, text);
}

static void put(struct nic_edit *edit, struct nic_change change)
{
	struct nic_change *there = change_of(edit, change.path);

	if (there) {
		*there = change;
		return;
	}
	edit->change =
		text_room(edit->guest->pool, edit->change, edit->count, sizeof(change));
	edit->change[edit->count++] = change;
}

void nic_edit_write(struct nic_edit *edit, const char *path, struct bytes text)
{
	put(edit, (struct nic_change){ .path = path, .text = text });
}

void nic_edit_move(struct nic_edit *edit, const char *path, const char *to)
{
	struct bytes text;
	struct tree_stat st;

	if (!nic_edit_read(edit, path, &text)) {
		edit->why_not = pool_printf(edit->guest->pool, "%s cannot be read", path);
		return;
	}
	if (change_of(edit, to) ? !change_of(edit, to)->removed
				: tree_lstat(edit->guest->tree, to, &st) == 0) {
		edit->why_not = pool_printf(edit->guest->pool, "%s is there already", to);
		return;
	}
	put(edit, (struct nic_change){ .path = path, .removed = true });
	nic_edit_write(edit, to, text);
}

bool nics_any_started(const struct nics *nics)
{
	for (size_t i = 0; i < nics->count; i++)
		if (nics->nic[i].is_started && *nics->nic[i].family)
			return true;
	return false;
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

bool guest_is_network_ipv6(const char *address)
{
	return strchr(address, ':') && strncasecmp(address, "fe80:", 5) != 0;
}

struct nics guest_nics_known(struct guest *guest)
{
	struct nics nics = { 0 };

	for (size_t i = 0; i < sizeof(sources) / sizeof(*sources); i++)
		sources[i]->gather(guest, &nics);
	return nics;
}

struct nics guest_nics(struct guest *guest)
{
	struct nics nics = guest_nics_known(guest);
	size_t kept = 0;

	for (size_t i = 0; i < nics.count; i++)
		if (nics.nic[i].is_active)
			nics.nic[kept++] = nics.nic[i];
	nics.count = kept;
	return nics;
}
