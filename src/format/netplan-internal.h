/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What reading and editing of netplan share.
 *
 * The one law: a section is known here once.
 */
#pragma once

#include "format/netplan.h"

/* The sections of "network" whose entries are definitions; ends with name NULL. */
extern const struct netplan_section {
	const char *name;
	enum netplan_kind kind;
} netplan_sections[];

bool netplan_is_ipv6(const char *address);

/* An address of a list stands alone, or as the key over its label and lifetime. */
const char *netplan_address(struct yamlnode *item);
