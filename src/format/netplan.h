/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * One file of netplan(5), which Ubuntu's network is configured by, and the edits of it
 * that a repair needs.
 *
 * The one law: what netplan would refuse as a whole is a problem here too, with its line;
 * keys that are not known here are left to netplan.
 */
#pragma once

#include "base/strs.h"
#include "format/yamledit.h"

enum netplan_kind {
	NETPLAN_ETHERNET,
	NETPLAN_BOND,
	NETPLAN_BRIDGE,
	NETPLAN_VLAN,
	NETPLAN_OTHER, /* wifis, modems, tunnels, dummies … */
};

enum netplan_bool { NETPLAN_UNSET, NETPLAN_FALSE, NETPLAN_TRUE };

/* One network definition, as one file has it. */
struct netplan_device {
	enum netplan_kind kind;
	const char *id;
	unsigned line;
	struct yamlnode *map;  /* what it is defined as; aliases share one */
	struct strs address;   /* fixed ones, v4 and v6, with their prefix lengths */
	unsigned address_line; /* of the first of v4, else 0; */
	unsigned ipv6_line;    /* of the first fixed one of v6 */
	const char *gateway4, *gateway6; /* or NULL */
	struct strs dns;                 /* addresses of name servers */
	enum netplan_bool dhcp4, dhcp6, optional;
	const char *match_name, *match_mac, *match_driver; /* or NULL */
	unsigned mac_line;
	const char *set_name;   /* what a matched card gets called, or NULL */
	const char *macaddress; /* that it is given, or NULL */
	const char *mtu;        /* or NULL */
	struct strs parts;      /* of a bond or bridge: the IDs of its ports */
	const char *link;       /* of a VLAN, or a virtual function: the ID below it */
};

struct netplan {
	struct yamldoc *doc;
	struct yamlnode *network;
	const char *version, *renderer; /* or NULL */
	bool is_disabled;               /* cloud-init's network: {config: disabled} */
	struct netplan_device *device;
	size_t count;
	const char *problem; /* in one line, or NULL */
	unsigned problem_line;
};

/* The definitions of TEXT, a file of netplan. */
struct netplan *netplan_parse(struct pool *pool, struct bytes text);

/*
 * The same of a file of cloud-init, where "network" is one key of many.  Without it, or
 * with another version of it than 2, there are no definitions.
 */
struct netplan *netplan_parse_cloud(struct pool *pool, struct bytes text);

/* The definition ID, or NULL. */
struct netplan_device *netplan_device(const struct netplan *netplan, const char *id);

/*
 * The edits: on the tree of NETPLAN, by EDIT, which was started with its doc.
 *
 * The fixed IPv4 addresses of DEVICE go, with the gateway, routes and name servers that
 * belong to them.
 */
void netplan_drop_ipv4(struct yamledit *edit, struct netplan_device *device);

/* Its fixed IPv6 addresses, gateway and routes go. */
void netplan_drop_ipv6(struct yamledit *edit, struct netplan_device *device);

/* It is for its name and no longer for one MAC; a name it gives goes too. */
void netplan_drop_mac(struct yamledit *edit, struct netplan_device *device);

/* It is for every Ethernet card. */
void netplan_match_any(struct yamledit *edit, struct netplan_device *device);

/*
 * To be called last: DEVICE is still a definition, where all in it went.  An empty list
 * of addresses adds nothing to what other files say of it.
 */
void netplan_keep_definition(struct yamledit *edit, struct netplan_device *device);

/*
 * What is called OLD_ID is called NEW_ID, where it is defined and where bonds, bridges
 * and VLANs name it; a card that is matched as OLD_ID is matched as NEW_ID.  VLANs called
 * OLD_ID.N become NEW_ID.N.
 */
void netplan_rename(struct yamledit *edit, const struct netplan *netplan,
		    const char *old_id, const char *new_id);
