/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "engine/rule-network.h"

/*
 * Only fixed addresses go, and the gateway that belongs to them: the system still speaks
 * IPv6 and takes what routers announce.  Link-local addresses are of no network.
 */

static const char *fixed_address(const struct nic *nic)
{
	for (size_t i = 0; i < nic->address.count; i++)
		if (guest_is_network_ipv6(nic->address.item[i]))
			return nic->address.item[i];
	return NULL;
}

static void detect(struct check *check, struct guest *guest)
{
	struct nics nics;

	if (guest->profile->static_ipv6 != STATIC_IPV6_REMOVE) {
		check_not_applicable(check);
		return;
	}
	nics = rule_network_nics(check, guest);
	for (size_t i = 0; i < nics.count; i++) {
		const struct nic *nic = &nics.nic[i];
		const char *address = fixed_address(nic);

		if (address)
			check_finding(check, nic->path, nic->line, nic->name,
				      "%s has the fixed address %s",
				      rule_network_name(nic), address);
	}
}

static void plan(struct plan *plan, struct guest *guest, const struct finding *finding)
{
	const struct nics nics = guest_nics(guest);
	struct nic_edit edit = { .guest = guest, .nics = &nics };

	for (size_t i = 0; i < nics.count; i++) {
		const struct nic *nic = &nics.nic[i];

		if (strcmp(nic->path, finding->path) != 0 ||
		    strcmp(nic->name, finding->subject) != 0 || !fixed_address(nic))
			continue;
		if (nic->is_compound || !nic->source->drop_ipv6) {
			plan_refuse(plan,
				    "%s is, or is part of, a bond, bridge, VLAN or "
				    "alias; its address is for a person to decide",
				    nic->name);
			return;
		}
		nic->source->drop_ipv6(&edit, nic);
		break;
	}
	if (rule_network_put(plan, &edit))
		plan_note(plan, "only addresses that routers announce");
}

const struct rule rule_nic_no_ipv6 = {
	.id = "nic-no-ipv6",
	.title = "a fixed IPv6 address where the cloud takes none",
	.why = "the import does not take the image, or the address is of a network that "
	       "is not there; programs try IPv6 first and wait",
	.see = "Alibaba ECS \"Instructions for importing images\", Baidu BCC \"Image "
	       "Import Restrictions\": no IPv6 addresses",
	.severity = DEGRADED,
	.stage = STAGE_NETWORK,
	.needs = GUEST_LINUX,
	.detect = detect,
	.plan = plan,
};
