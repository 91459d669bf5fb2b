/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The files of netplan, and those of cloud-init with the same definitions, between who
 * reads and who edits them.
 *
 * The one law: a definition is all that the files say of it together, so an edit of it is
 * one of all these files.
 */
#pragma once

#include "format/netplan.h"
#include "guest/network-internal.h"

enum { NETPLAN_FILES_MAX = 64 };

struct netplan_file {
	const char *path, *target; /* what is read, and what an edit of it writes */
	struct netplan *netplan;
};

struct netplan_files {
	const struct nic_source *source;
	struct netplan_file
		file[NETPLAN_FILES_MAX]; /* those with definitions, in order */
	size_t count;
	bool is_active;
	const char *unread; /* what could not be read, in one line of the guest's pool */
};

/*
 * The files of SOURCE, nic_netplan or nic_cloud_init, in POOL, which the caller frees;
 * with EDIT, unless it is NULL, as they are after its changes.
 */
struct netplan_files *netplan_files(struct pool *pool, struct guest *guest,
				    const struct nic_source *source,
				    struct nic_edit *edit);

/* The ID of the definition NIC came from, in the guest's pool, or NULL. */
const char *netplan_id(struct guest *guest, const struct nic *nic);

/* The editors of both sources; of network.h. */
void netplan_make_dhcp(struct nic_edit *edit, const struct nic *nic);
void netplan_make_optional(struct nic_edit *edit, const struct nic *nic);
void netplan_forget_ipv6(struct nic_edit *edit, const struct nic *nic);
void netplan_lower_mtu(struct nic_edit *edit, const struct nic *nic, unsigned mtu);
void netplan_forget_mac(struct nic_edit *edit, const struct nic *nic);
void netplan_match_card(struct nic_edit *edit, const struct nic *nic);
void netplan_rename_card(struct nic_edit *edit, const char *old_name,
			 const char *new_name);
void cloud_rename_card(struct nic_edit *edit, const char *old_name, const char *new_name);
