/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "engine/rule-network.h"

#include <stdio.h>

#include "guest/cloudinit.h"
#include "guest/nicroutes.h"
#include "guest/nictable.h"

#define CLOUD "/etc/cloud/"

/*
 * The static lines are commented out where they stand, so that the old address can still
 * be read; no copy is left beside the file, as whole directories are read. Bonds,
 * bridges, teams and VLANs are reported, not changed: their parts depend on each other,
 * and a default route stays with them.  Cards that do not come up at boot stay so, but
 * where none does, the first one does.
 */

/* RFC 1918: nobody else's name server, and unreachable from another network. */
static bool is_private(const char *address)
{
	unsigned a = 0, b = 0;

	if (sscanf(address, "%3u.%3u.", &a, &b) != 2)
		return false;
	return a == 10 || (a == 172 && b >= 16 && b < 32) || (a == 192 && b == 168);
}

/* What a card that asks by DHCP keeps of the old network, in words; NULL: nothing. */
static const char *leftover(struct guest *guest, const struct nic *nic,
			    enum severity *severity)
{
	*severity = UNREACHABLE;
	if (nic->gateway)
		return pool_printf(guest->pool, "the gateway %s", nic->gateway);
	*severity = DEGRADED;
	for (size_t i = 0; i < nic->dns.count; i++)
		if (is_private(nic->dns.item[i]))
			return pool_printf(guest->pool, "the name server %s",
					   nic->dns.item[i]);
	return NULL;
}

/* What is wrong with NIC, or NULL. */
static const char *fault(struct guest *guest, const struct nic *nic, bool started,
			 enum severity *severity)
{
	const char *name = rule_network_name(nic), *kept;

	*severity = UNREACHABLE;
	if (strcmp(nic->family, "inet") != 0)
		return NULL;
	if (nic->is_static)
		return pool_printf(guest->pool,
				   "%s has a fixed address of the old network", name);
	if (nic->is_compound)
		return NULL;
	if (!started && nic->is_card && nic->is_dhcp)
		return pool_printf(guest->pool,
				   "%s does not come up at boot, and no other card does",
				   name);
	kept = nic->is_dhcp ? leftover(guest, nic, severity) : NULL;
	return kept ? pool_printf(guest->pool,
				  "%s asks by DHCP, and keeps %s of the old network",
				  name, kept)
		    : NULL;
}

static bool stays_static(const struct nics *nics)
{
	for (size_t i = 0; i < nics->count; i++)
		if (nics->nic[i].is_static && nics->nic[i].is_compound)
			return true;
	return false;
}

static bool has_file(const struct nics *nics, const char *path)
{
	for (size_t i = 0; i < nics->count; i++)
		if (strcmp(nics->nic[i].path, path) == 0)
			return true;
	return false;
}

/*
 * Version 1 of cloud-init's own network configuration, which MAAS writes, is no source
 * that can be edited here; from it a new instance makes the network anew.
 */
static void detect_version_1(struct check *check, struct guest *guest,
			     const struct nic_table *table, const struct nics *nics)
{
	struct cloudinit init = guest_cloudinit(guest);
	const char *path,
		*config = guest_cloudinit_value(guest, "network", "config", &path);

	if (!init.program || init.off || (config && strcmp(config, "disabled") == 0))
		return;
	for (size_t i = 0; i < table->count; i++) {
		const struct nic_row *row = &table->row[i];

		if (strncmp(row->path, CLOUD, strlen(CLOUD)) == 0 &&
		    strcmp(row->how, "fixed") == 0 && !has_file(nics, row->path))
			check_finding(check, row->path, row->line, row->name,
				      "%s gets a fixed address of the old network again "
				      "when cloud-init starts as a new instance",
				      row->name);
	}
}

static void detect(struct check *check, struct guest *guest)
{
	/* Before the sources are read, since it forgets what could not be. */
	const struct nic_table *table = guest_nic_table(guest);
	const struct nics nics = rule_network_seen(check, guest);
	struct nic_routes routes = guest_default_routes(guest, &nics);
	bool started = nics_any_started(&nics);

	if (guest->profile->network == NETWORK_DHCP && !nics.unread && !nics.too_many)
		detect_version_1(check, guest, table, &nics);
	if (nics.count == 0 && !nics.unread && !nics.too_many)
		check_not_applicable(check);
	if (guest->profile->network != NETWORK_DHCP)
		return;
	for (size_t i = 0; i < nics.count; i++) {
		const struct nic *nic = &nics.nic[i];
		enum severity severity;
		const char *text = fault(guest, nic, started, &severity);

		if (text)
			check_finding_as(check, severity, nic->path, nic->line, nic->name,
					 "%s", text);
	}
	for (size_t i = 0; nics.count && i < routes.count && !stays_static(&nics); i++)
		check_finding(check, routes.route[i].path, routes.route[i].line,
			      "default route",
			      "the default route leads to %s of the old network",
			      routes.route[i].gateway);
}

static const struct nic *nic_of(struct guest *guest, const struct nics *nics,
				const struct finding *finding)
{
	enum severity severity;

	for (size_t i = 0; i < nics->count; i++)
		if (strcmp(nics->nic[i].path, finding->path) == 0 &&
		    strcmp(nics->nic[i].name, finding->subject) == 0 &&
		    fault(guest, &nics->nic[i], nics_any_started(nics), &severity))
			return &nics->nic[i];
	return NULL;
}

static bool drop_routes(struct plan *plan, struct guest *guest, const struct nics *nics,
			const char *path)
{
	struct nic_routes routes = guest_default_routes(guest, nics);
	struct bytes text;

	for (size_t i = 0; i < routes.count; i++) {
		if (strcmp(routes.route[i].path, path) != 0 ||
		    tree_read(guest->tree, path, &text) < 0)
			continue;
		plan_write(plan, path, nicroutes_drop(guest, path, text));
		plan_note(plan, "commented out; DHCP brings another");
		return true;
	}
	return false;
}

static void plan(struct plan *plan, struct guest *guest, const struct finding *finding)
{
	const struct nics nics = guest_nics(guest);
	const struct nic *nic = nic_of(guest, &nics, finding);
	struct nic_edit edit = { .guest = guest, .nics = &nics };

	if (!nic && drop_routes(plan, guest, &nics, finding->path))
		return;
	if (!nic && strncmp(finding->path, CLOUD, strlen(CLOUD)) == 0) {
		plan_refuse(plan, "version 1 of cloud-init's network configuration is "
				  "not edited here: take the file out, or write "
				  "version 2");
		return;
	}
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
		plan_note(plan, "takes its address by DHCP%s",
			  nics_any_started(&nics) ? "" : ", at boot");
}

const struct rule rule_nic_dhcp = {
	.id = "nic-dhcp",
	.title = "an interface has a fixed address of the old network",
	.why = "the machine comes up with an address nobody routes to it, or without any",
	.see = "Huawei IMS and Alibaba ECS image requirements (DHCP); interfaces(5), "
	       "systemd.network(5), ifcfg(5), nm-settings-keyfile(5)",
	.severity = UNREACHABLE,
	.stage = STAGE_NETWORK,
	.needs = GUEST_LINUX,
	.detect = detect,
	.plan = plan,
};
