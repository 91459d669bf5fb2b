/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What the sources of the network configuration share.
 *
 * The one law: a source reads and edits only its own kind of file.
 */
#pragma once

#include "guest/network.h"

/* The tag of lines that were commented out. */
#define NIC_TAG "# drydock: "

extern const struct nic_source nic_ifupdown, nic_networkd, nic_ifcfg, nic_ifcfg_suse,
	nic_keyfile, nic_netplan, nic_cloud_init;

/* Add NIC, whose name must not be NULL, and say so where there is no room for it. */
void nic_add(struct guest *guest, struct nics *nics, struct nic nic);

/* Whether NAME is of a medium that is no Ethernet: wlan0, ib0. */
bool nic_is_other_medium(const char *name);

/* Whether NAME is OLD_NAME, a VLAN or an alias of it: eth0, eth0.100, eth0:1. */
bool nic_names(const char *name, const char *old_name);

/* The bytes that TEXT, an MTU or NULL, says; 0: no number. */
unsigned nic_mtu(const char *text);

/* The same with the suffixes K, M and G of systemd.syntax(7), powers of 1024. */
unsigned nic_mtu_units(const char *text);

/* What PATH holds with what EDIT changed so far; false where it cannot be read. */
bool nic_edit_read(struct nic_edit *edit, const char *path, struct bytes *text);

/* PATH holds TEXT. */
void nic_edit_write(struct nic_edit *edit, const char *path, struct bytes text);

/* PATH is gone, and TO holds what it held. */
void nic_edit_move(struct nic_edit *edit, const char *path, const char *to);
