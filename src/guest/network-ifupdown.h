/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The files of ifupdown, interfaces(5), between who reads and who edits them: Debian's,
 * Ubuntu's up to 16, and those of BusyBox on Alpine.
 *
 * The one law: the first file and all that it sources are one configuration.
 */
#pragma once

#include "format/interfaces.h"
#include "guest/network-internal.h"

/* The files there are, in the order they are read. */
struct strs ifupdown_files(struct guest *guest);

/* Whether the stanza defines the interface NAME; one may have several. */
bool ifupdown_is_for(const struct interfaces_stanza *stanza, const char *name);

/* ifup(8): -a is for what these name; the others come with their hardware. */
bool ifupdown_is_auto(const struct interfaces_stanza *stanza);

/*
 * NIC gets the largest MTU of STANZA, by an option or by a command as it comes up; where
 * it has none it stays as it is.  A command is read only where it says which interface it
 * is for.
 */
void ifupdown_mtu(const struct interfaces_stanza *stanza, struct nic *nic);

/* The editors; of network.h. */
void ifupdown_make_dhcp(struct nic_edit *edit, const struct nic *nic);
void ifupdown_rename_card(struct nic_edit *edit, const char *old_name,
			  const char *new_name);
void ifupdown_make_optional(struct nic_edit *edit, const struct nic *nic);
void ifupdown_drop_ipv6(struct nic_edit *edit, const struct nic *nic);
void ifupdown_lower_mtu(struct nic_edit *edit, const struct nic *nic, unsigned mtu);
