/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "guest/nicleases.h"

#include <ctype.h>
#include <string.h>

#include "base/path.h"
#include "format/text.h"
#include "guest/network.h"

static void add(struct guest *guest, struct nic_leases *leases, struct nic_lease lease)
{
	if (leases->count == NICS_MAX || !*lease.address)
		return;
	leases->lease =
		text_room(guest->pool, leases->lease, leases->count, sizeof(lease));
	leases->lease[leases->count++] = lease;
}

/* WORD of a statement of dhclient, without quotes and the semicolon. */
static const char *plain(struct pool *pool, const char *word)
{
	size_t len;

	word += *word == '"';
	len = strcspn(word, "\";,");
	return pool_strndup(pool, word, len);
}

/* The end of a block: the last lease of an interface is the one that counts. */
static void end_lease(struct guest *guest, struct nic_leases *leases, size_t first,
		      const struct nic_lease *lease)
{
	for (size_t i = first; i < leases->count; i++)
		if (strcmp(leases->lease[i].name, lease->name) == 0) {
			leases->lease[i] = *lease;
			return;
		}
	add(guest, leases, *lease);
}

static void read_dhclient(struct guest *guest, struct nic_leases *leases,
			  const char *path, struct bytes text)
{
	struct nic_lease start = { path, "dhclient", "", "", NULL, NULL }, lease = start;
	struct pool *pool = guest->pool;
	size_t at = 0, first = leases->count;
	struct span line;

	while (text_next_line(text, &at, &line)) {
		struct strs words = strs_words(pool, text_str(pool, text, line));

		if (words.count == 0)
			continue;
		if (strcmp(words.item[0], "lease") == 0)
			lease = start;
		else if (words.item[0][0] == '}' && *lease.address)
			end_lease(guest, leases, first, &lease);
		else if (words.count > 1 && strcmp(words.item[0], "interface") == 0)
			lease.name = plain(pool, words.item[1]);
		else if (words.count > 1 && strcmp(words.item[0], "fixed-address") == 0)
			lease.address = plain(pool, words.item[1]);
		else if (words.count > 2 && strcmp(words.item[1], "routers") == 0)
			lease.gateway = plain(pool, words.item[2]);
	}
}

/* "internal-UUID-eth0.lease" of NetworkManager: lines of KEY=value. */
static void read_internal(struct guest *guest, struct nic_leases *leases,
			  const char *path, struct bytes text)
{
	struct nic_lease lease = { path, "NetworkManager", "", "", NULL, NULL };
	const char *name = path_name(path) + strlen("internal-");
	struct pool *pool = guest->pool;
	size_t at = 0, uuid = 36;
	struct span line;

	if (strlen(name) > uuid + 1 + strlen(".lease"))
		lease.name = pool_strndup(pool, name + uuid + 1,
					  strlen(name) - uuid - 1 - strlen(".lease"));
	while (text_next_line(text, &at, &line)) {
		const char *s = text_str(pool, text, line);

		if (strncmp(s, "ADDRESS=", 8) == 0)
			lease.address = s + 8;
		else if (strncmp(s, "ROUTER=", 7) == 0)
			lease.gateway = plain(pool, s + 7);
	}
	add(guest, leases, lease);
}

/* A BOOTP reply as it came (RFC 2131, 2): the address and the card's MAC are in it. */
static void read_dhcpcd(struct guest *guest, struct nic_leases *leases, const char *path,
			struct bytes text)
{
	enum { YIADDR = 16, CHADDR = 28, LEAST = 44, ETHERNET = 1, MAC_LEN = 6 };
	struct nic_lease lease = { path, "dhcpcd", "", "", NULL, NULL };
	const char *name = path_name(path);
	const unsigned char *p = text.data;

	if (text.len < LEAST || p[1] != ETHERNET || p[2] != MAC_LEN)
		return;
	if (strncmp(name, "dhcpcd-", 7) == 0)
		name += 7;
	lease.name = pool_strndup(guest->pool, name, strcspn(name, "."));
	lease.address = pool_printf(guest->pool, "%u.%u.%u.%u", p[YIADDR], p[YIADDR + 1],
				    p[YIADDR + 2], p[YIADDR + 3]);
	p += CHADDR;
	lease.mac = pool_printf(guest->pool, "%02x:%02x:%02x:%02x:%02x:%02x", p[0], p[1],
				p[2], p[3], p[4], p[5]);
	add(guest, leases, lease);
}

static void read_files(struct guest *guest, struct nic_leases *leases, const char *dir,
		       const char *pattern,
		       void (*read_one)(struct guest *, struct nic_leases *, const char *,
					struct bytes))
{
	struct strs files = tree_match(guest->tree, dir, pattern);
	struct bytes text;

	for (size_t i = 0; i < files.count && i < NICS_MAX; i++)
		if (tree_has_text(guest->tree, files.item[i], &text))
			read_one(guest, leases, files.item[i], text);
}

struct nic_leases guest_nic_leases(struct guest *guest)
{
	struct nic_leases leases = { 0 };

	read_files(guest, &leases, "/var/lib/dhclient", "*.lease*", read_dhclient);
	read_files(guest, &leases, "/var/lib/dhcp", "*.lease*", read_dhclient);
	read_files(guest, &leases, "/var/lib/dhcp3", "*.lease*", read_dhclient);
	read_files(guest, &leases, "/var/lib/NetworkManager", "dhclient-*.lease",
		   read_dhclient);
	read_files(guest, &leases, "/var/lib/NetworkManager", "internal-*.lease",
		   read_internal);
	read_files(guest, &leases, "/var/lib/dhcpcd", "*.lease", read_dhcpcd);
	return leases;
}
