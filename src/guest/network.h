/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The network configuration of a guest: which interface names it uses, where, and how
 * each gets its address.
 *
 * The one law: bonds, bridges and VLANs are seen but never taken for a network card.
 */
#pragma once

#include "guest/guest.h"

enum nic_source { NIC_IFUPDOWN, NIC_NETWORKD };

/* One interface as one file configures it. */
struct nic {
	enum nic_source source;
	const char *path;
	unsigned line;
	const char
		*name;  /* networkd: all of Match Name=, patterns too; "*" without one */
	bool is_card;   /* the name is of a network card, not made by software */
	bool is_static; /* has a fixed address; networkd: and no DHCP beside it */
	bool is_dhcp;   /* takes an IPv4 address by DHCP */
	bool is_compound;   /* is, or is part of, a bond, bridge or VLAN; or an alias */
	const char *family; /* "inet", "inet6" */
};

enum { NICS_MAX = 256 };

struct nics {
	struct nic *nic;
	size_t count;
	bool too_many; /* what is beyond NICS_MAX is not listed */
};

/*
 * All of them, in the order of configuration: ifupdown's /etc/network/interfaces with
 * what it sources, and the .network files of systemd-networkd in /etc where that is
 * enabled (those systemd brings are for containers).  Cards that only a bond, bridge or
 * VLAN names are there too.
 */
struct nics guest_nics(struct guest *guest);

/* Whether an Ethernet card may be called NAME (or a pattern): eth0, ens192, em1, p1p1. */
bool guest_is_card_name(const char *name);

/* /etc/network/interfaces and what it sources, in order; none without ifupdown. */
struct strs guest_ifupdown_files(struct guest *guest);

/* The .network files of /etc, which hide those of /usr/lib, by name. */
struct strs guest_networkd_files(struct guest *guest);
