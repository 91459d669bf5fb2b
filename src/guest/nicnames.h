/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Interface names on the target machine: which can exist there, and what to call the
 * others.
 *
 * The one law: names are decided for the guest as a whole, since the kernel's own names
 * and systemd's exclude each other.
 */
#pragma once

#include "guest/network.h"

enum nic_naming { NAMES_BY_SLOT, NAMES_BY_KERNEL };

/*
 * Which names reach the user: the kernel's own (eth0) with net.ifnames=0 in what starts
 * by default, a mask of systemd's naming in /etc, or a system from before it.
 */
enum nic_naming guest_nic_naming(struct guest *guest);

/*
 * Whether a card called NAME can exist on the target; of several names or patterns (of
 * networkd) one is enough.
 */
bool nicname_can_exist(struct guest *guest, enum nic_naming naming, const char *name);

/* Whether all that is configured is one card, which can be for any name. */
bool nicname_is_single(const struct nics *nics);

/*
 * The kernel's name the card NAME gets: what is called ethN keeps its name, the others
 * get the numbers that are free, in the order they are configured.
 */
const char *nicname_kernel(struct guest *guest, const struct nics *nics,
			   const char *name);

/*
 * Files that name the card NAME beside its configuration: firewalls, keepalived, servers
 * of DHCP.
 */
struct strs nicname_elsewhere(struct guest *guest, const char *name);
