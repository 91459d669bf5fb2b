/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Names that are to be given to cards of the target by their MAC: nic_pins of the
 * profile, NAME=MAC.
 *
 * The one law: a name or MAC that no card can have is an error before anything is done.
 */
#pragma once

#include "guest/guest.h"

struct nic_pin {
	const char *name, *mac; /* the MAC in small letters with colons */
	/* What binds them, for systemd.link(5) and for udev(7) of older systems. */
	const char *link_path, *rule_path;
	struct bytes link, rule;
};

struct nic_pins {
	struct nic_pin *pin;
	size_t count;
};

/* All of the profile; none unless its policy is to pin. */
struct nic_pins guest_nic_pins(struct guest *guest);

/* NULL, or why WORD is no NAME=MAC, in one line. */
const char *nicpin_problem(struct pool *pool, const char *word);

/* Whether two texts are the same MAC, however they are written. */
bool nicpin_same_mac(const char *a, const char *b);
