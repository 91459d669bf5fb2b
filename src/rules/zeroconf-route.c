/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "engine/rule-network.h"

#include <strings.h>

#include "base/path.h"
#include "format/ini.h"
#include "format/netplan.h"
#include "format/shellvars.h"
#include "guest/services.h"

/*
 * Each kind of configuration has its own switch, and only what would add the route is
 * switched: without the network scripts of Red Hat NOZEROCONF says nothing to anybody.
 */

#define SYSCONFIG "/etc/sysconfig/network"
#define AVAHI     "/etc/network/if-up.d/avahi-autoipd"
#define NETWORKD  "/etc/systemd/network"
#define NETPLAN   "/etc/netplan"

static const char *value_in(struct guest *guest, const char *path, const char *name)
{
	struct bytes text;

	if (!tree_has(guest->tree, path, TREE_FILE) ||
	    tree_read(guest->tree, path, &text) < 0)
		return NULL;
	return shellvars_get(shellvars_parse(guest->pool, text), name);
}

/* Of Red Hat's scripts: any value of NOZEROCONF but an empty one is a yes. */
static void detect_scripts(struct check *check, struct guest *guest)
{
	struct service service = guest_service(guest, "network");
	const char *value = value_in(guest, SYSCONFIG, "NOZEROCONF");

	if (!tree_has(guest->tree, SYSCONFIG "-scripts/ifup-eth", TREE_FILE) ||
	    (service.state != SERVICE_ON && service.state != SERVICE_UNKNOWN))
		return;
	if (!value || !*value)
		check_policy(check, guest->profile->zeroconf_route, SYSCONFIG,
			     "NOZEROCONF",
			     "every card gets a route of its own to 169.254.0.0/16");
}

/* Of SUSE up to 11; wicked, which came with 12, has no such thing. */
static void detect_suse(struct check *check, struct guest *guest)
{
	const char *cards = value_in(guest, SYSCONFIG "/config", "LINKLOCAL_INTERFACES");

	if (cards && *cards &&
	    tree_has(guest->tree, "/etc/sysconfig/network/scripts/ifup-route", TREE_FILE))
		check_policy(check, guest->profile->zeroconf_route, SYSCONFIG "/config",
			     "LINKLOCAL_INTERFACES",
			     "cards like \"%s\" get a route to 169.254.0.0/16", cards);
}

/* run-parts(8) takes only what may be executed. */
static void detect_debian(struct check *check, struct guest *guest)
{
	struct tree_stat st;

	if (tree_stat(guest->tree, AVAHI, &st) == 0 && st.kind == TREE_FILE &&
	    (st.mode & 0111) && tree_has(guest->tree, "/sbin/ifup", TREE_FILE))
		check_policy(check, guest->profile->zeroconf_route, AVAHI,
			     "avahi-autoipd",
			     "every card gets a route to 169.254.0.0/16");
}

static const struct ini_key *link_local_of(struct guest *guest, const char *path,
					   struct bytes *text)
{
	static const char *const on[] = { "yes",  "true",     "on",           "1",
					  "ipv4", "fallback", "ipv4-fallback" };
	const struct ini_key *key;

	if (!tree_has(guest->tree, path, TREE_FILE) ||
	    tree_read(guest->tree, path, text) < 0)
		return NULL;
	key = ini_find(ini_parse(guest->pool, *text), "Network", "LinkLocalAddressing");
	for (size_t i = 0; key && i < sizeof(on) / sizeof(*on); i++)
		if (strcasecmp(key->value, on[i]) == 0)
			return key;
	return NULL;
}

static void detect_networkd(struct check *check, struct guest *guest)
{
	struct service service = guest_service(guest, "systemd-networkd");
	struct strs files = tree_match(guest->tree, NETWORKD, "*.network");

	if (service.state != SERVICE_ON && service.state != SERVICE_UNKNOWN)
		return;
	for (size_t i = 0; i < files.count; i++) {
		struct bytes text;
		const struct ini_key *key = link_local_of(guest, files.item[i], &text);

		if (key)
			check_policy(check, guest->profile->zeroconf_route, files.item[i],
				     "LinkLocalAddressing",
				     "its cards get an address of 169.254.0.0/16, with a "
				     "route to all of that");
	}
}

/* The item "ipv4" of link-local, a list, in a definition; NULL: there is none. */
static struct yamlnode *ipv4_list(const struct netplan_device *device, size_t *index)
{
	struct yamlnode *list = yamlnode_get(device->map, "link-local");

	for (*index = 0; list && *index < list->count; ++*index)
		if (strcmp(yamlnode_real(list->entry[*index].value)->text, "ipv4") == 0)
			return list;
	return NULL;
}

static const struct netplan *read_netplan(struct guest *guest, const char *path)
{
	struct bytes text;

	if (!tree_has(guest->tree, path, TREE_FILE) ||
	    tree_read(guest->tree, path, &text) < 0)
		return NULL;
	return netplan_parse(guest->pool, text);
}

/* All files of netplan's folder, where netplan is what configures a card. */
static void detect_netplan(struct check *check, struct guest *guest)
{
	const struct nics nics = rule_network_seen(check, guest);
	struct strs files = tree_match(guest->tree, NETPLAN, "*.yaml");
	bool is_used = false;
	size_t index;

	for (size_t i = 0; i < nics.count; i++)
		is_used |= strcmp(nics.nic[i].source->name, "netplan") == 0;
	for (size_t i = 0; is_used && i < files.count; i++) {
		const struct netplan *netplan = read_netplan(guest, files.item[i]);

		for (size_t d = 0; netplan && d < netplan->count; d++)
			if (ipv4_list(&netplan->device[d], &index))
				check_policy(check, guest->profile->zeroconf_route,
					     files.item[i], netplan->device[d].id,
					     "%s gets an address of 169.254.0.0/16, with "
					     "a route to all of that",
					     netplan->device[d].id);
	}
}

static void detect(struct check *check, struct guest *guest)
{
	if (guest->profile->zeroconf_route == POLICY_ALLOW) {
		check_not_applicable(check);
		return;
	}
	detect_scripts(check, guest);
	detect_suse(check, guest);
	detect_debian(check, guest);
	detect_networkd(check, guest);
	detect_netplan(check, guest);
}

/* A file that is not there is made: the scripts read it where it is. */
static void set(struct plan *plan, struct guest *guest, const char *path,
		const char *name, const char *value)
{
	struct bytes text = { 0 };

	if (tree_has(guest->tree, path, TREE_FILE) &&
	    tree_read(guest->tree, path, &text) < 0) {
		plan_refuse(plan, "it cannot be read");
		return;
	}
	if (plan_write(plan, path, shellvars_set(guest->pool, text, name, value)))
		plan_note(plan, "%s=%s%s", name, value, *value ? "" : "\"\"");
}

static void plan_netplan(struct plan *plan, struct guest *guest,
			 const struct finding *finding)
{
	const struct netplan *netplan = read_netplan(guest, finding->path);
	struct netplan_device *device =
		netplan ? netplan_device(netplan, finding->subject) : NULL;
	struct yamledit edit = { .tag = "# drydock: " };
	struct yamlnode *list;
	struct bytes text;
	size_t index;

	if (!device) {
		plan_refuse(plan, "it cannot be read again");
		return;
	}
	edit.doc = netplan->doc;
	list = ipv4_list(device, &index);
	if (list && list->count > 1)
		yamledit_remove(&edit, list, index);
	else
		yamledit_remove_key(&edit, device->map, "link-local");
	netplan_keep_definition(&edit, device);
	if (!yamledit_done(&edit, &text))
		plan_refuse(plan, "%s", edit.why_not);
	else if (plan_write(plan, finding->path, text))
		plan_note(plan, "only IPv6 addresses of that kind");
}

static void plan(struct plan *plan, struct guest *guest, const struct finding *finding)
{
	struct bytes text;

	if (strcmp(finding->path, AVAHI) == 0) {
		plan_refuse(plan, "the package avahi-autoipd makes it; take that out");
	} else if (strcmp(finding->subject, "NOZEROCONF") == 0) {
		set(plan, guest, SYSCONFIG, "NOZEROCONF", "yes");
	} else if (strcmp(finding->subject, "LINKLOCAL_INTERFACES") == 0) {
		set(plan, guest, SYSCONFIG "/config", "LINKLOCAL_INTERFACES", "");
	} else if (path_is_below(finding->path, NETPLAN)) {
		plan_netplan(plan, guest, finding);
	} else if (link_local_of(guest, finding->path, &text)) {
		if (plan_write(plan, finding->path,
			       ini_set(guest->pool, text, "Network",
				       "LinkLocalAddressing", "ipv6")))
			plan_note(plan, "only IPv6 addresses of that kind");
	}
}

const struct rule rule_zeroconf_route = {
	.id = "zeroconf-route",
	.title = "a route to 169.254.0.0/16 hides the metadata of the cloud",
	.why = "169.254.169.254 is asked on the card's own wire and not by way of the "
	       "gateway; where nobody answers there, cloud-init finds no metadata, sets "
	       "no "
	       "password and no key",
	.see = "Huawei IMS \"installing Cloud-Init\" (NOZEROCONF=yes); sysconfig.txt of "
	       "initscripts; systemd.network(5)",
	.severity = UNREACHABLE,
	.stage = STAGE_NETWORK,
	.needs = GUEST_LINUX,
	.detect = detect,
	.plan = plan,
};
