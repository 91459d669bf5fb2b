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

/* One network card as one file configures it. */
struct nic {
	enum nic_source source;
	const char *path;
	unsigned line;
	const char *name;   /* of the interface; a pattern with networkd is possible */
	bool is_static;     /* has a fixed address */
	bool is_compound;   /* enslaved to or part of a bond, bridge or VLAN */
	const char *family; /* "inet", "inet6"; networkd: "inet" */
};

struct nics {
	struct nic *nic;
	size_t count;
};

/*
 * All of them, in the order of configuration: ifupdown's /etc/network/interfaces with
 * what it sources, and the .network files of systemd-networkd where that is enabled.
 */
struct nics guest_nics(struct guest *guest);

/* /etc/network/interfaces and the files it sources, in order. */
struct strs guest_ifupdown_files(struct guest *guest);

/* The .network files that are in force, by name; those of /etc hide those of /usr/lib. */
struct strs guest_networkd_files(struct guest *guest);

/*
 * Whether the kernel's own names (eth0) reach the user: net.ifnames=0 in all entries of
 * the boot loader, or a mask of systemd's naming in /etc.
 */
bool guest_keeps_kernel_names(struct guest *guest);

/* Whether cloud-init is installed and not switched off. */
bool guest_has_cloud_init(struct guest *guest);
