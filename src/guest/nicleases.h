/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The leases that DHCP clients keep on the disk: the last address each interface had.
 *
 * The one law: they tell of the old machine; nothing is decided by them.
 */
#pragma once

#include "guest/guest.h"

struct nic_lease {
	const char *path;
	const char *client;         /* "dhclient", for people */
	const char *name, *address; /* of the interface; "" where it is not told */
	const char *mac;            /* NULL: not told */
	const char *gateway;        /* NULL: not told */
};

struct nic_leases {
	struct nic_lease *lease;
	size_t count;
};

/*
 * The leases of dhclient (the last one of each file and interface: dhclient.leases(5)),
 * NetworkManager and dhcpcd, at most NICS_MAX.
 */
struct nic_leases guest_nic_leases(struct guest *guest);
