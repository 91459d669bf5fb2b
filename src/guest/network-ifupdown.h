/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The MTU that ifupdown gives to an interface, interfaces(5): by an option, or by a
 * command as it brings it up.
 *
 * The one law: a command is read only where it says which interface it is for.
 */
#pragma once

#include "format/interfaces.h"
#include "guest/network-internal.h"

/* NIC gets the largest MTU of STANZA; where it has none it stays as it is. */
void ifupdown_mtu(const struct interfaces_stanza *stanza, struct nic *nic);

/* The editor of network.h, in all stanzas of NIC's name. */
void ifupdown_lower_mtu(struct nic_edit *edit, const struct nic *nic, unsigned mtu);
