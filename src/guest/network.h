/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The network configuration of a guest: which interfaces it defines, where, and how each
 * gets its address, whatever the configuration is written in.
 *
 * The one law: bonds, bridges, teams and VLANs are seen but never taken for a network
 * card.
 */
#pragma once

#include "guest/guest.h"

enum nic_role {
	NIC_CARD, /* or what is taken for one: nothing says that software makes it */
	NIC_BOND,
	NIC_BRIDGE,
	NIC_TEAM,
	NIC_VLAN,
	NIC_ALIAS, /* another address of a card: eth0:1 */
};

struct nic_source;

/* One interface as one file configures it. */
struct nic {
	const struct nic_source *source;
	const char *path;
	unsigned line;
	/* Patterns too, separated by blanks; "*": any card, by what else is asked for. */
	const char *name;
	enum nic_role role;
	const char *master; /* the bond, bridge or team this is a port of, or NULL */
	bool is_active;     /* what reads the file is there and runs */
	bool is_started;    /* comes up by itself at boot */
	bool is_waited_for; /* the start waits for it, or fails without it */
	bool is_card;       /* the name is of a network card, not made by software */
	bool is_static;   /* has a fixed address, of its family; and no DHCP beside it */
	bool is_dhcp;     /* takes an IPv4 address by DHCP */
	bool is_compound; /* is, or is part of, a bond, bridge or VLAN; or an alias */
	const char *family;  /* "inet"; ifupdown's stanzas of "inet6"; "" of neither */
	const char *mac;     /* it is for the card with this one only, or NULL */
	unsigned mac_line;   /* where that is said */
	const char *set_mac; /* the MAC it gives to the card, or NULL */
	unsigned mtu;        /* that it is given, in bytes; 0: none, or no number */
	unsigned mtu_line;   /* where that is said; 0: in another file */
	struct strs address; /* fixed ones, v4 and v6, as written */
	const char *gateway; /* or NULL */
	struct strs dns;
};

enum { NICS_MAX = 256 };

struct nics {
	struct nic *nic;
	size_t count;
	bool too_many;      /* what is beyond NICS_MAX is not listed */
	const char *unread; /* what is configured but cannot be read, in one line, or NULL
			     */
};

/* A file that an edit of the configuration changes. */
struct nic_change {
	const char *path;
	struct bytes text;
	bool removed;
};

/* An edit of the configuration that may touch several files; start with guest and nics.
 */
struct nic_edit {
	struct guest *guest;
	const struct nics *nics; /* all there are */
	struct nic_change *change;
	size_t count;
	const char *why_not; /* it cannot be done, in one line for people */
};

/*
 * What interfaces are configured by: one descriptor for each kind of file.  An editor is
 * NULL where such files do not say the thing.
 */
struct nic_source {
	const char *name; /* "ifupdown", "netplan": for people */
	/* Add what its files define, in their order, by nic_add() of network-internal.h.
	 */
	void (*gather)(struct guest *guest, struct nics *nics);
	/* The card takes its IPv4 address by DHCP; it comes up at boot if none does. */
	void (*make_dhcp)(struct nic_edit *edit, const struct nic *nic);
	/* The definition is for its name, or for any card, and no longer for one MAC. */
	void (*drop_mac)(struct nic_edit *edit, const struct nic *nic);
	/* What its files call OLD_NAME is called NEW_NAME, with VLANs and aliases on it.
	 */
	void (*rename)(struct nic_edit *edit, const char *old_name, const char *new_name);
	/* A start without the card goes on; with it, it may have to be brought up. */
	void (*make_optional)(struct nic_edit *edit, const struct nic *nic);
	/* Its fixed IPv6 addresses and their gateway go; it still speaks IPv6. */
	void (*drop_ipv6)(struct nic_edit *edit, const struct nic *nic);
	/* Where its files give it a larger MTU they give it this one, in bytes. */
	void (*lower_mtu)(struct nic_edit *edit, const struct nic *nic, unsigned mtu);
	/* NIC, the only card there is, is for any card, whatever it is called. */
	void (*match_any)(struct nic_edit *edit, const struct nic *nic);
};

/*
 * All that is configured by something that runs, in the order of configuration.  Cards
 * that only a bond, bridge or VLAN names are there too.
 */
struct nics guest_nics(struct guest *guest);

/* The same with those that nothing reads any more. */
struct nics guest_nics_known(struct guest *guest);

/* Whether one of them comes up at boot by a definition of its own. */
bool nics_any_started(const struct nics *nics);

/* Whether one of NICS is called NAME. */
bool nic_is_named(const struct nics *nics, const char *name);

/* Whether ADDRESS is of IPv6 and of some network, which a link-local one is not. */
bool guest_is_network_ipv6(const char *address);

/* Whether an Ethernet card may be called NAME (or a pattern): eth0, ens192, em1, p1p1. */
bool guest_is_card_name(const char *name);
