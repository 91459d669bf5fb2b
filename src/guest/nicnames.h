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

/* Whether a card called NAME (a pattern, with networkd) can exist on the target. */
bool nicname_can_exist(struct guest *guest, const char *name);

/* Whether the guest has exactly one card, and networkd configures it. */
bool nicname_is_single_networkd(const struct nics *nics);

/* The kernel's name the card NAME gets: eth0 for the first configured one, and so on. */
const char *nicname_kernel(struct guest *guest, const struct nics *nics,
			   const char *name);
