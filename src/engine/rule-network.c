/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "engine/rule-network.h"

struct nics rule_network_seen(struct check *check, struct guest *guest)
{
	struct nics nics = guest_nics(guest);

	if (nics.too_many)
		check_cannot_look(check, "more than %d network cards", NICS_MAX);
	else if (nics.unread)
		check_cannot_look(check, "%s", nics.unread);
	/* Of a part of the network nothing is to be concluded. */
	if (nics.too_many || nics.unread)
		nics.count = 0;
	return nics;
}

struct nics rule_network_nics(struct check *check, struct guest *guest)
{
	struct nics nics = rule_network_seen(check, guest);

	if (nics.count == 0 && !nics.too_many && !nics.unread)
		check_not_applicable(check);
	return nics;
}

bool rule_network_put(struct plan *plan, const struct nic_edit *edit)
{
	if (edit->why_not) {
		plan_refuse(plan, "%s", edit->why_not);
		return false;
	}
	for (size_t i = 0; i < edit->count; i++) {
		const struct nic_change *change = &edit->change[i];

		if (change->removed ? !plan_remove(plan, change->path)
				    : !plan_write(plan, change->path, change->text))
			return false;
	}
	return true;
}

const char *rule_network_name(const struct nic *nic)
{
	return strcmp(nic->name, "*") == 0 ? "a card" : nic->name;
}
