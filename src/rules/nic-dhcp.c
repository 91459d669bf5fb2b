/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "engine/rule.h"

#include "format/ini.h"
#include "format/interfaces.h"
#include "guest/network.h"

/*
 * The static lines are commented out where they stand, so that the old address can still
 * be read; no copy is left beside the file, as ifupdown and networkd read whole
 * directories. Bonds, bridges and VLANs are reported, not changed: their parts depend on
 * each other.
 */

#define TAG "# drydock: "

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
				      nic->name);
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

/* The first stanza takes the address; dhclient does not run twice for one card. */
static struct bytes ifupdown_dhcp(struct guest *guest, struct bytes text,
				  const struct nics *nics, const struct nic *nic)
{
	const struct interfaces *all = interfaces_parse(guest->pool, text);
	bool taken = false;

	for (size_t i = 0; i < nics->count; i++)
		taken |=
			strcmp(nics->nic[i].name, nic->name) == 0 && nics->nic[i].is_dhcp;
	for (size_t i = 0; i < all->count; i++) {
		const struct interfaces_stanza *stanza = &all->stanza[i];

		if (stanza->kind != INTERFACES_IFACE ||
		    strcmp(stanza->name, nic->name) != 0 ||
		    strcmp(stanza->family, "inet") != 0 ||
		    strcmp(stanza->method, "static") != 0)
			continue;
		text = interfaces_make_dhcp(guest->pool, text, stanza);
		all = interfaces_parse(guest->pool, text);
		if (taken)
			text = text_replace(guest->pool, text,
					    all->stanza[i].word[3].span, "manual");
		all = interfaces_parse(guest->pool, text);
		taken = true;
	}
	return text;
}

static bool is_of_old_network(const struct ini_section *section,
			      const struct ini_key *key)
{
	static const char *const names[] = { "Address", "Gateway", "DNS" };

	if (strcmp(section->name, "Address") == 0 || strcmp(section->name, "Route") == 0)
		return true;
	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++)
		if (strcmp(section->name, "Network") == 0 &&
		    strcmp(key->name, names[i]) == 0)
			return true;
	return false;
}

/* From the end, so that the spans before an edit stay where they are. */
static struct bytes networkd_dhcp(struct guest *guest, struct bytes text)
{
	const struct ini *ini = ini_parse(guest->pool, text);

	for (size_t s = ini->count; s > 0; s--)
		for (size_t k = ini->section[s - 1].keys; k > 0; k--)
			if (is_of_old_network(&ini->section[s - 1],
					      &ini->section[s - 1].key[k - 1]))
				text = ini_comment(guest->pool, text,
						   &ini->section[s - 1].key[k - 1], TAG);
	return ini_set(guest->pool, text, "Network", "DHCP", "yes");
}

static void plan(struct plan *plan, struct guest *guest, const struct finding *finding)
{
	const struct nics nics = guest_nics(guest);
	const struct nic *nic = nic_of(&nics, finding);
	struct bytes text;

	if (!nic || tree_read(guest->tree, finding->path, &text) < 0) {
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
	plan_write(plan, finding->path,
		   nic->source == NIC_NETWORKD ? networkd_dhcp(guest, text)
					       : ifupdown_dhcp(guest, text, &nics, nic));
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
