/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The MTU that systemd gives to a network card before anything configures it, and to
 * what networkd makes of cards: systemd.link(5), systemd.netdev(5).
 *
 * The one law: only files of /etc are listed, and only those for Ethernet cards, or for
 * bonds, bridges, teams and VLANs of them.
 */
#pragma once

#include "guest/network.h"

struct nic_link {
	const char *path; /* the file or its drop-in, which says the MTU */
	unsigned line;
	unsigned mtu;     /* bytes */
	const char *name; /* what it is for, as written; "*" where no name is asked for */
	bool is_made;     /* it is made of cards, and no card */
};

struct nic_links {
	struct nic_link *link;
	size_t count;
};

/* Those that say an MTU, at most NICS_MAX. */
struct nic_links guest_nic_links(struct guest *guest);

/* TEXT, the file of LINK, with this MTU in bytes. */
struct bytes niclink_set_mtu(struct pool *pool, struct bytes text,
			     const struct nic_link *link, unsigned mtu);
