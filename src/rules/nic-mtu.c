/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "engine/rule-network.h"

#include "guest/niclinks.h"

/*
 * Only the value changes, where it stands, and never to a larger one: an MTU below the
 * network's was somebody's purpose.  Bonds, bridges, teams and VLANs are reported, not
 * changed, and so is a card below a VLAN that keeps a larger MTU: the kernel would not
 * set that one up.
 */

static bool is_too_large(struct guest *guest, unsigned mtu)
{
	return mtu > guest->profile->mtu;
}

/* Stanzas of ifupdown may share a name. */
static bool is_reported(const struct nics *nics, size_t at, unsigned limit)
{
	for (size_t i = 0; i < at; i++)
		if (nics->nic[i].mtu > limit &&
		    strcmp(nics->nic[i].path, nics->nic[at].path) == 0 &&
		    strcmp(nics->nic[i].name, nics->nic[at].name) == 0)
			return true;
	return false;
}

static void report(struct check *check, struct guest *guest, const char *path,
		   unsigned line, const char *name, unsigned mtu)
{
	check_finding(check, path, line, name,
		      "%s has an MTU of %u bytes, and the network one of %u",
		      strcmp(name, "*") == 0 ? "a card" : name, mtu, guest->profile->mtu);
}

static void detect(struct check *check, struct guest *guest)
{
	struct nic_links links;
	struct nics nics;

	if (guest->profile->mtu == 0) {
		check_not_applicable(check);
		return;
	}
	nics = rule_network_seen(check, guest);
	links = guest_nic_links(guest);
	if (nics.count == 0 && !nics.unread && !nics.too_many && links.count == 0)
		check_not_applicable(check);
	for (size_t i = 0; i < nics.count; i++)
		if (is_too_large(guest, nics.nic[i].mtu) &&
		    !is_reported(&nics, i, guest->profile->mtu))
			report(check, guest, nics.nic[i].path, nics.nic[i].mtu_line,
			       nics.nic[i].name, nics.nic[i].mtu);
	for (size_t i = 0; i < links.count; i++)
		if (is_too_large(guest, links.link[i].mtu))
			report(check, guest, links.link[i].path, links.link[i].line,
			       links.link[i].name, links.link[i].mtu);
}

/* Whether VLAN may be one of the card NAME: "eth0.7" of another card is not. */
static bool may_be_on(const struct nics *nics, const struct nic *vlan, const char *name)
{
	const char *dot = strrchr(vlan->name, '.');
	size_t len = dot ? (size_t)(dot - vlan->name) : 0;

	for (size_t i = 0; dot && i < nics->count; i++)
		if (strncmp(nics->nic[i].name, vlan->name, len) == 0 &&
		    !nics->nic[i].name[len])
			return strpbrk(name, "*?[ ") ||
			       strcmp(nics->nic[i].name, name) == 0;
	return true;
}

/* Refuse where a VLAN on the card NAME keeps a larger MTU. */
static bool is_below_larger(struct plan *plan, struct guest *guest,
			    const struct nics *nics, const char *name)
{
	for (size_t i = 0; i < nics->count; i++) {
		const struct nic *vlan = &nics->nic[i];

		if (vlan->role != NIC_VLAN || !is_too_large(guest, vlan->mtu) ||
		    !may_be_on(nics, vlan, name))
			continue;
		plan_refuse(plan,
			    "the VLAN %s has an MTU of %u bytes, and may have no "
			    "larger one than its card; both are for a person to "
			    "decide",
			    vlan->name, vlan->mtu);
		return true;
	}
	return false;
}

static void refuse_made(struct plan *plan, const char *name)
{
	plan_refuse(plan,
		    "%s is, or is part of, a bond, bridge, VLAN or alias; its MTU is for "
		    "a person to decide",
		    name);
}

static bool plan_definition(struct plan *plan, struct guest *guest,
			    const struct nics *nics, const struct finding *finding)
{
	struct nic_edit edit = { .guest = guest, .nics = nics };
	const struct nic *nic = NULL;

	for (size_t i = 0; i < nics->count && !nic; i++)
		if (strcmp(nics->nic[i].path, finding->path) == 0 &&
		    strcmp(nics->nic[i].name, finding->subject) == 0 &&
		    is_too_large(guest, nics->nic[i].mtu))
			nic = &nics->nic[i];
	if (!nic)
		return false;
	if (nic->is_compound || nic->master || !nic->source->lower_mtu) {
		refuse_made(plan, rule_network_name(nic));
		return true;
	}
	if (is_below_larger(plan, guest, nics, nic->name))
		return true;
	nic->source->lower_mtu(&edit, nic, guest->profile->mtu);
	if (rule_network_put(plan, &edit))
		plan_note(plan, "an MTU of %u bytes", guest->profile->mtu);
	return true;
}

static bool plan_file(struct plan *plan, struct guest *guest, const struct nics *nics,
		      const struct finding *finding)
{
	struct nic_links links = guest_nic_links(guest);
	struct bytes text;

	for (size_t i = 0; i < links.count; i++) {
		const struct nic_link *link = &links.link[i];

		if (strcmp(link->path, finding->path) != 0 ||
		    tree_read(guest->tree, link->path, &text) < 0)
			continue;
		if (link->is_made) {
			refuse_made(plan, link->name);
			return true;
		}
		if (is_below_larger(plan, guest, nics, link->name))
			return true;
		plan_write(plan, link->path,
			   niclink_set_mtu(guest->pool, text, link, guest->profile->mtu));
		plan_note(plan, "an MTU of %u bytes", guest->profile->mtu);
		return true;
	}
	return false;
}

static void plan(struct plan *plan, struct guest *guest, const struct finding *finding)
{
	const struct nics nics = guest_nics(guest);

	if (!plan_definition(plan, guest, &nics, finding) &&
	    !plan_file(plan, guest, &nics, finding))
		plan_refuse(plan, "the configuration cannot be read again");
}

const struct rule rule_nic_mtu = {
	.id = "nic-mtu",
	.title = "a network card sends larger packets than the network carries",
	.why = "large packets are dropped on their way; where no message of that comes "
	       "back, logins by SSH and transfers stand still",
	.see = "Google Compute Engine \"Maximum transmission unit\" (1460 bytes unless "
	       "the network says more); interfaces(5), netplan(5), systemd.link(5), "
	       "systemd.network(5), ifcfg(5), nm-settings-keyfile(5)",
	.severity = DEGRADED,
	.stage = STAGE_NETWORK,
	.needs = GUEST_LINUX,
	.detect = detect,
	.plan = plan,
};
