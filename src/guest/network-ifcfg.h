/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What the ifcfg files of EL and of SUSE share: one file of shell assignments for each
 * interface.
 *
 * The one law: what the network scripts pass over as a copy is no configuration here.
 */
#pragma once

#include "format/shellvars.h"
#include "guest/network-internal.h"

/* The files "DIR/ifcfg-*" but the loopback's and copies. */
struct strs ifcfg_files(struct guest *guest, const char *dir);

/* "eth0" of ".../ifcfg-eth0"; points into PATH. */
const char *ifcfg_suffix(const char *path);

/* The value of NAME, or NULL where it is not set or empty. */
const char *ifcfg_get(const struct shellvars *vars, const char *name);

/* Whether the value of NAME is one of "yes", "true", "on", "y", "1". */
bool ifcfg_says(const struct shellvars *vars, const char *name);

/* The line of the last assignment of NAME, else 1. */
unsigned ifcfg_line(const struct shellvars *vars, const char *name);

/* The values of NAME, and of NAME0, NAME_1 … where they are set. */
struct strs ifcfg_values(struct guest *guest, const struct shellvars *vars,
			 const char *name);

/* The assignments of the file PATH with what EDIT changed; false if it is not there. */
bool ifcfg_read(struct nic_edit *edit, const char *path, struct bytes *text,
		struct shellvars **vars);

/*
 * TEXT in which the words of each variable of NAMES (as in shellvars_comment_all()) that
 * name OLD_NAME, or a VLAN or alias of it, name NEW_NAME.
 */
struct bytes ifcfg_rename_words(struct pool *pool, struct bytes text,
				const char *const *names, const char *old_name,
				const char *new_name);

/* Files "DIR/PREFIX-OLD_NAME" and those of its VLANs and aliases get NEW_NAME. */
void ifcfg_rename_files(struct nic_edit *edit, const char *dir,
			const char *const *prefixes, const char *old_name,
			const char *new_name);

/* TEXT, a file of routes, in which words that name OLD_NAME name NEW_NAME. */
struct bytes ifcfg_rename_routes(struct pool *pool, struct bytes text,
				 const char *old_name, const char *new_name);

/* The file of NIC gives it this MTU. */
void ifcfg_lower_mtu(struct nic_edit *edit, const struct nic *nic, unsigned mtu);

/*
 * The file of NIC takes its address by DHCP: the variables OLD, which NULL ends, are
 * commented out; where no card is started at boot, START (of EL or SUSE) gets VALUE.
 */
void ifcfg_make_dhcp(struct nic_edit *edit, const struct nic *nic, const char *const *old,
		     const char *start, const char *value);
