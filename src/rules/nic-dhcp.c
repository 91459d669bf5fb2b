/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "engine/rule-network.h"

/*
 * The static lines are commented out where they stand, so that the old address can still
 * be read; no copy is left beside the file, as whole directories are read. Bonds, bridges
 * and VLANs are reported, not changed: their parts depend on each other.
 */

static void detect(struct check *check, struct guest *guest)
{
	const struct nics nics = guest_nics(guest);

	if (nics.too_many) {
		check_cannot_look(check, "more than %d network cards", NICS_MAX);
		return;
	}
	if (nics.count == 0)
		check_not_applicable(check);
	for (size_t i = 0; i < nics.count; i++) {
		const struct nic *nic = &nics.nic[i];

		if (nic->is_static && strcmp(nic->family, "inet") == 0 &&
		    guest->profile->network == NETWORK_DHCP)
			check_finding(check, nic->path, nic->line, nic->name,
				      "%s has a fixed address of the old network",
				      rule_network_name(nic));
	}
}

static const struct nic *nic_of(const struct nics *nics, const struct finding *finding)
{
	for (size_t i = 0; i < nics->count; i++)
		if (strcmp(nics->nic[i].path, finding->path) == 0 &&
		    strcmp(nics->nic[i].name, finding->subject) == 0 &&
		    nics->nic[i].is_static && strcmp(nics->nic[i].family, "inet") == 0)
			return &nics->nic[i];
	return NULL;
}

static void plan(struct plan *plan, struct guest *guest, const struct finding *finding)
{
	const struct nics nics = guest_nics(guest);
	const struct nic *nic = nic_of(&nics, finding);
	struct nic_edit edit = { .guest = guest, .nics = &nics };

	if (!nic || !nic->source->make_dhcp) {
		plan_refuse(plan, "the configuration cannot be read again");
		return;
	}
	if (nic->is_compound) {
		plan_refuse(plan,
			    "%s is, or is part of, a bond, bridge, VLAN or alias; its "
			    "address is for a person to decide",
			    nic->name);
		return;
	}
	nic->source->make_dhcp(&edit, nic);
	if (rule_network_put(plan, &edit))
		plan_note(plan, "takes its address by DHCP");
}

const struct rule rule_nic_dhcp = {
	.id = "nic-dhcp",
	.title = "an interface has a fixed address of the old network",
	.why = "the machine comes up with an address nobody routes to it, or without any",
	.see = "Huawei IMS and Alibaba ECS image requirements (DHCP); interfaces(5), "
	       "systemd.network(5)",
	.severity = UNREACHABLE,
	.stage = STAGE_NETWORK,
	.needs = GUEST_LINUX,
	.detect = detect,
	.plan = plan,
};
