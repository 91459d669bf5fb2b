/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Which name had which MAC and address: everything the disk tells of it, in one table.
 *
 * The one law: each row is what one place says; nothing is merged or guessed here.
 */
#pragma once

#include "guest/network.h"

struct nic_row {
	const char *name;    /* "*": of any card */
	const char *mac;     /* or NULL */
	struct strs address; /* none, or all */
	const char *gateway; /* or NULL */
	unsigned mtu;        /* that is configured, in bytes; 0: none */
	const char *how;     /* "dhcp", "fixed", "lease", "name" or "none" */
	const char *role;    /* "card", "bond", "bridge", "team", "vlan", "alias" */
	const char *master;  /* what it is a port of, or NULL */
	const char *source;  /* "ifupdown", "udev", "dhclient" …, for people */
	const char *path;
	unsigned line;  /* 0: the whole file */
	bool is_active; /* what reads the file is there and runs */
};

struct nic_table {
	struct nic_row *row;
	size_t count;
};

/*
 * All rows: what is configured, what binds names to MACs, the configuration cloud-init
 * was given, and leases.
 */
struct nic_table *guest_nic_table(struct guest *guest);
