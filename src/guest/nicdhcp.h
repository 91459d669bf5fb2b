/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * From a fixed address to DHCP, in the configuration of ifupdown and systemd-networkd.
 *
 * The one law: what was said is commented out where it stands, never deleted.
 */
#pragma once

#include "guest/network.h"

/*
 * TEXT, the file of NIC, in which that card takes its IPv4 address by DHCP; NICS are all
 * there are.  Of several stanzas for one card only the first asks a server.
 */
struct bytes nicdhcp_edit(struct guest *guest, struct bytes text, const struct nics *nics,
			  const struct nic *nic);
