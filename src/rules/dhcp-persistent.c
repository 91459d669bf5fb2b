/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "engine/rule-network.h"

#include "base/path.h"
#include "format/shellvars.h"
#include "guest/services.h"

/*
 * The network scripts of EL ask once and give up, unless told otherwise; those of SUSE
 * ask for the lease of the old machine.  Leases of the old machine go: a client that
 * holds one asks for that address first.  Those a server of this machine gave stay: it
 * does not start without them.  NetworkManager asks for ever by itself.
 */

#define SUSE_DHCP "/etc/sysconfig/network/dhcp"

static const char *const leases[][2] = {
	{ "/var/lib/dhclient", "*.lease*" }, { "/var/lib/dhcp", "*.lease*" },
	{ "/var/lib/dhcp3", "*.lease*" },    { "/var/lib/NetworkManager", "*.lease" },
	{ "/var/lib/dhcpcd", "*.lease" },    { "/var/lib/wicked", "lease-*.xml" },
};

/* "dhcpd.leases": what the server on this machine gave to others. */
static bool is_of_server(const char *path)
{
	const char *name = path_name(path);

	return strncmp(name, "dhcpd", 5) == 0;
}

static const struct shellvars *vars_of(struct guest *guest, const char *path,
				       struct bytes *text)
{
	if (!tree_has(guest->tree, path, TREE_FILE) ||
	    tree_read(guest->tree, path, text) < 0)
		*text = (struct bytes){ 0 };
	return shellvars_parse(guest->pool, *text);
}

static bool says(const struct shellvars *vars, const char *name)
{
	const char *value = shellvars_get(vars, name);

	return value && (*value == 'y' || *value == 'Y' || strcmp(value, "1") == 0 ||
			 strcmp(value, "true") == 0 || strcmp(value, "on") == 0);
}

/* Whether the network scripts bring the card of NIC up, and it asks for its address. */
static bool asks_by_scripts(struct guest *guest, const struct nic *nic)
{
	return nic->is_dhcp && strcmp(nic->source->name, "ifcfg") == 0 &&
	       guest_service(guest, "network").state == SERVICE_ON;
}

static void detect_cards(struct check *check, struct guest *guest)
{
	const struct nics nics = guest_nics(guest);
	struct bytes text;

	for (size_t i = 0; i < nics.count; i++) {
		const struct nic *nic = &nics.nic[i];

		if (asks_by_scripts(guest, nic) &&
		    !says(vars_of(guest, nic->path, &text), "PERSISTENT_DHCLIENT"))
			check_policy(check, guest->profile->dhcp_persistent, nic->path,
				     nic->name,
				     "%s asks for its address once, and then gives up",
				     nic->name);
	}
}

static void detect(struct check *check, struct guest *guest)
{
	enum policy policy = guest->profile->dhcp_persistent;
	struct bytes text;

	detect_cards(check, guest);
	if (says(vars_of(guest, SUSE_DHCP, &text), "DHCLIENT_USE_LAST_LEASE"))
		check_policy(check, policy, SUSE_DHCP, "DHCLIENT_USE_LAST_LEASE",
			     "without an answer the lease of the old network is used");
	for (size_t i = 0; i < sizeof(leases) / sizeof(*leases); i++) {
		struct strs files = tree_match(guest->tree, leases[i][0], leases[i][1]);

		for (size_t f = 0; f < files.count && f < NICS_MAX; f++)
			if (!is_of_server(files.item[f]) &&
			    tree_has(guest->tree, files.item[f], TREE_FILE))
				check_policy(check, policy, files.item[f], "lease",
					     "a lease of the old network");
	}
}

static void set(struct plan *plan, struct guest *guest, const char *path,
		const char *name, const char *value)
{
	struct bytes text;

	(void)vars_of(guest, path, &text);
	plan_write(plan, path, shellvars_set(guest->pool, text, name, value));
	plan_note(plan, "%s=%s", name, value);
}

static void plan(struct plan *plan, struct guest *guest, const struct finding *finding)
{
	if (strcmp(finding->path, SUSE_DHCP) == 0) {
		set(plan, guest, SUSE_DHCP, finding->subject, "no");
		return;
	}
	if (strcmp(finding->subject, "lease") != 0) {
		set(plan, guest, finding->path, "PERSISTENT_DHCLIENT", "yes");
		return;
	}
	plan_remove(plan, finding->path);
	plan_note(plan, "removed");
}

const struct rule rule_dhcp_persistent = {
	.id = "dhcp-persistent",
	.title = "DHCP gives up early, or asks for an address of the old network",
	.why = "where the answer comes late the machine stays without an address until "
	       "it "
	       "is started again",
	.see = "Huawei IMS \"configuring DHCP\" (PERSISTENT_DHCLIENT); sysconfig.txt of "
	       "initscripts, dhcp of SUSE's sysconfig, dhclient.leases(5)",
	.severity = DEGRADED,
	.stage = STAGE_NETWORK,
	.needs = GUEST_LINUX,
	.detect = detect,
	.plan = plan,
};
