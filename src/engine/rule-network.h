/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What the rules on network configuration share: carrying out an edit of it.
 *
 * The one law: all files of an edit change, or none does.
 */
#pragma once

#include "engine/rule.h"
#include "guest/network.h"

/*
 * All that is configured (guest_nics()), for detect(); where there is nothing CHECK says
 * so, and where not all of it can be read that, and none are given.
 */
struct nics rule_network_nics(struct check *check, struct guest *guest);

/* The same; without a card the rule may still be applicable. */
struct nics rule_network_seen(struct check *check, struct guest *guest);

/* Plan all changes of EDIT; where it could not be done the plan is refused. */
bool rule_network_put(struct plan *plan, const struct nic_edit *edit);

/* For people: "ens192", or "a card" where the definition is for any name. */
const char *rule_network_name(const struct nic *nic);
