/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "engine/rule-network.h"

/*
 * All cards keep their configuration, and take their addresses by DHCP where another rule
 * made them; only what the start waits for, or fails without, is told and made optional.
 * Bonds, bridges and their ports are one card to the network, and a person's to decide.
 */

static bool is_own_card(const struct nic *nic)
{
	return nic->role == NIC_CARD && !nic->is_compound && !nic->master &&
	       nic->is_started && strcmp(nic->family, "inet6") != 0;
}

/* The one that is there has the first name of all. */
static const char *first_card(const struct nics *nics)
{
	const char *first = NULL;

	for (size_t i = 0; i < nics->count; i++)
		if (is_own_card(&nics->nic[i]) &&
		    (!first || strverscmp(nics->nic[i].name, first) < 0))
			first = nics->nic[i].name;
	return first;
}

static bool is_extra(const struct nics *nics, const struct nic *nic)
{
	return is_own_card(nic) && nic->is_waited_for &&
	       strcmp(nic->name, first_card(nics)) != 0;
}

/* A card that cannot be told from the first by its name. */
static bool is_reported(const struct nics *nics, size_t at)
{
	for (size_t i = 0; i < at; i++)
		if (strcmp(nics->nic[i].path, nics->nic[at].path) == 0 &&
		    strcmp(nics->nic[i].name, nics->nic[at].name) == 0)
			return true;
	return false;
}

static void detect(struct check *check, struct guest *guest)
{
	struct nics nics;

	if (guest->profile->extra_nics == POLICY_ALLOW) {
		check_not_applicable(check);
		return;
	}
	nics = rule_network_nics(check, guest);
	for (size_t i = 0; i < nics.count; i++)
		if (is_extra(&nics, &nics.nic[i]) && !is_reported(&nics, i))
			check_policy(
				check, guest->profile->extra_nics, nics.nic[i].path,
				nics.nic[i].name,
				"the start waits for %s, and the new machine has one "
				"card",
				nics.nic[i].name);
}

static void plan(struct plan *plan, struct guest *guest, const struct finding *finding)
{
	const struct nics nics = guest_nics(guest);
	struct nic_edit edit = { .guest = guest, .nics = &nics };

	for (size_t i = 0; i < nics.count; i++) {
		const struct nic *nic = &nics.nic[i];

		if (strcmp(nic->path, finding->path) != 0 ||
		    strcmp(nic->name, finding->subject) != 0 || !is_extra(&nics, nic))
			continue;
		if (!nic->source->make_optional) {
			plan_refuse(plan, "%s has no way to say so", nic->source->name);
			return;
		}
		nic->source->make_optional(&edit, nic);
		break;
	}
	if (rule_network_put(plan, &edit))
		plan_note(plan, "the start goes on without it");
}

const struct rule rule_nic_single = {
	.id = "nic-single",
	.title = "a network card is waited for that the new machine does not have",
	.why = "the start stands still for up to five minutes, or the network counts as "
	       "failed and what needs it is not started",
	.see = "Alibaba ECS \"Instructions for importing images\", AWS VM Import/Export "
	       "(one network interface); netplan(5) optional, interfaces(5) "
	       "allow-hotplug, ifcfg(5) STARTMODE",
	.severity = UNREACHABLE,
	.stage = STAGE_NETWORK,
	.needs = GUEST_LINUX,
	.detect = detect,
	.plan = plan,
};
