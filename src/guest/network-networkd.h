/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The files of systemd-networkd, systemd.network(5), between who reads and who edits
 * them: .network files of /etc.
 *
 * The one law: a file and its drop-ins are one definition; where an edit of it is to be
 * the last word, it is in the last part that says the thing.
 */
#pragma once

#include "guest/network-internal.h"

/* PATH and the drop-ins in PATH.d, which are read behind it. */
struct strs networkd_parts(struct guest *guest, const char *path);

/* The editors; of network.h. */
void networkd_make_dhcp(struct nic_edit *edit, const struct nic *nic);
void networkd_drop_mac(struct nic_edit *edit, const struct nic *nic);
void networkd_rename_card(struct nic_edit *edit, const char *old_name,
			  const char *new_name);
void networkd_drop_ipv6(struct nic_edit *edit, const struct nic *nic);
void networkd_lower_mtu(struct nic_edit *edit, const struct nic *nic, unsigned mtu);
void networkd_match_any(struct nic_edit *edit, const struct nic *nic);
