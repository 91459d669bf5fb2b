/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The ifcfg files of EL and its relatives, which the network service and NetworkManager
 * read: sysconfig.txt of initscripts, nm-settings-ifcfg-rh(5).
 */
#include "guest/network-ifcfg.h"

#include <string.h>
#include <strings.h>

#include "format/interfaces.h"
#include "guest/services.h"

#define SCRIPTS "/etc/sysconfig/network-scripts"
#define NETWORK "/etc/sysconfig/network"

/* A newer NetworkManager alone reads them only with a plugin. */
static bool is_read(struct guest *guest)
{
	static const char plugin[] = "libnm-settings-plugin-ifcfg-rh.so";
	static const char *const libs[] = { "/usr/lib64/NetworkManager",
					    "/usr/lib/NetworkManager" };

	if (guest_service(guest, "NetworkManager").state != SERVICE_ON ||
	    guest_service(guest, "network").state == SERVICE_ON)
		return true;
	for (size_t i = 0; i < sizeof(libs) / sizeof(*libs); i++) {
		struct strs found = tree_match(guest->tree, libs[i], "*");

		for (size_t f = 0; f < found.count; f++) {
			const char *at = found.item[f];

			if (strstr(at, plugin) ||
			    tree_has(guest->tree,
				     pool_printf(guest->pool, "%s/%s", at, plugin),
				     TREE_FILE))
				return true;
		}
	}
	return false;
}

static enum nic_role role_of(const struct shellvars *vars, const char *name)
{
	static const struct {
		const char *variable, *value;
		enum nic_role role;
	} signs[] = {
		{ "TYPE", "Bond", NIC_BOND },       { "BONDING_MASTER", "yes", NIC_BOND },
		{ "TYPE", "Bridge", NIC_BRIDGE },   { "TYPE", "Team", NIC_TEAM },
		{ "DEVICETYPE", "Team", NIC_TEAM }, { "TYPE", "Vlan", NIC_VLAN },
		{ "VLAN", "yes", NIC_VLAN },        { "TYPE", "OVSBridge", NIC_BRIDGE },
	};

	for (size_t i = 0; i < sizeof(signs) / sizeof(*signs); i++) {
		const char *value = ifcfg_get(vars, signs[i].variable);

		if (value && strcasecmp(value, signs[i].value) == 0)
			return signs[i].role;
	}
	if (ifcfg_get(vars, "BONDING_OPTS"))
		return NIC_BOND;
	if (strchr(name, ':'))
		return NIC_ALIAS;
	return strchr(name, '.') ? NIC_VLAN : NIC_CARD;
}

static const char *master_of(const struct shellvars *vars)
{
	static const char *const variables[] = { "MASTER", "BRIDGE", "TEAM_MASTER",
						 "OVS_BRIDGE" };

	for (size_t i = 0; i < sizeof(variables) / sizeof(*variables); i++)
		if (ifcfg_get(vars, variables[i]))
			return ifcfg_get(vars, variables[i]);
	return NULL;
}

/* Whether it is of a kind that is no card and nothing made of cards. */
static bool is_other(const struct shellvars *vars, const char *name)
{
	static const char *const ours[] = { "Ethernet", "Bond",      "Bridge", "Team",
					    "Vlan",     "OVSBridge", "OVSPort" };
	const char *type = ifcfg_get(vars, "TYPE");

	for (size_t i = 0; type && i < sizeof(ours) / sizeof(*ours); i++)
		if (strcasecmp(type, ours[i]) == 0)
			return nic_is_other_medium(name);
	return type || nic_is_other_medium(name) || interfaces_is_virtual(name) ||
	       strcmp(name, "lo") == 0;
}

static bool is_dhcp(const struct shellvars *vars)
{
	const char *proto = ifcfg_get(vars, "BOOTPROTO");

	return proto &&
	       (strcasecmp(proto, "dhcp") == 0 || strcasecmp(proto, "bootp") == 0);
}

static bool is_off(const struct shellvars *vars)
{
	return ifcfg_get(vars, "ONBOOT") && !ifcfg_says(vars, "ONBOOT");
}

/* The file names the device; the file's own name does where only a MAC is asked for. */
static const char *name_of(const struct shellvars *vars, const char *path)
{
	const char *device = ifcfg_get(vars, "DEVICE");

	if (device)
		return device;
	return guest_is_card_name(ifcfg_suffix(path)) ? ifcfg_suffix(path) : "*";
}

static void add_file(struct guest *guest, struct nics *nics, const char *path,
		     bool is_active)
{
	struct bytes text;
	struct shellvars *vars;
	struct nic nic = { .source = &nic_ifcfg, .path = path, .is_active = is_active };

	if (tree_read(guest->tree, path, &text) < 0)
		return;
	vars = shellvars_parse(guest->pool, text);
	nic.name = name_of(vars, path);
	if (is_other(vars, nic.name))
		return;
	nic.line = ifcfg_line(vars, "DEVICE");
	nic.role = role_of(vars, nic.name);
	nic.master = master_of(vars);
	nic.is_started = !is_off(vars);
	nic.is_waited_for =
		nic.is_started && guest_service(guest, "network").state == SERVICE_ON;
	nic.is_dhcp = is_dhcp(vars);
	nic.family = "inet";
	nic.mac = ifcfg_get(vars, "HWADDR");
	nic.mac_line = ifcfg_line(vars, "HWADDR");
	nic.set_mac = ifcfg_get(vars, "MACADDR");
	nic.mtu = nic_mtu(ifcfg_get(vars, "MTU"));
	nic.mtu_line = ifcfg_line(vars, "MTU");
	nic.address = ifcfg_values(guest, vars, "IPADDR");
	nic.is_static = nic.address.count > 0 && !nic.is_dhcp;
	if (ifcfg_get(vars, "IPV6ADDR"))
		strs_add(&nic.address, ifcfg_get(vars, "IPV6ADDR"));
	nic.gateway = ifcfg_get(vars, "GATEWAY");
	nic.dns = ifcfg_values(guest, vars, "DNS");
	nic.is_compound = nic.role != NIC_CARD || nic.master;
	nic.is_card = nic.role == NIC_CARD && strcmp(nic.name, "*") != 0;
	nic_add(guest, nics, nic);
}

/* A bond of modprobe.conf is told by its ports, or by nothing but its name. */
static bool is_made_of_cards(const struct nics *nics, const char *name)
{
	if (strncmp(name, "bond", 4) == 0 && name[4] >= '0' && name[4] <= '9')
		return true;
	for (size_t i = 0; i < nics->count; i++)
		if (nics->nic[i].source == &nic_ifcfg && nics->nic[i].master &&
		    strcmp(nics->nic[i].master, name) == 0)
			return true;
	return false;
}

static void gather(struct guest *guest, struct nics *nics)
{
	struct strs files = ifcfg_files(guest, SCRIPTS);
	bool is_active = files.count > 0 && is_read(guest);

	for (size_t i = 0; i < files.count; i++)
		add_file(guest, nics, files.item[i], is_active);
	for (size_t i = 0; i < nics->count; i++) {
		struct nic *nic = &nics->nic[i];

		if (nic->source != &nic_ifcfg || nic->role != NIC_CARD ||
		    !is_made_of_cards(nics, nic->name))
			continue;
		nic->role = NIC_BOND;
		nic->is_compound = true;
		nic->is_card = false;
	}
}

/* With these the servers and the gateway of the answer are not taken. */
static void take_answer(struct nic_edit *edit, const struct nic *nic)
{
	static const char *const refusals[][2] = { { "PEERDNS" }, { "PEERROUTES" } };
	struct shellvars *vars;
	struct bytes text;

	for (size_t i = 0; i < sizeof(refusals) / sizeof(*refusals); i++)
		if (ifcfg_read(edit, nic->path, &text, &vars) &&
		    ifcfg_get(vars, refusals[i][0]) && !ifcfg_says(vars, refusals[i][0]))
			nic_edit_write(edit, nic->path,
				       shellvars_comment_all(edit->guest->pool, text,
							     refusals[i], NIC_TAG));
}

static void make_dhcp(struct nic_edit *edit, const struct nic *nic)
{
	static const char *const old[] = { "IPADDR",    "PREFIX",  "NETMASK", "NETWORK",
					   "BROADCAST", "GATEWAY", "DNS",     NULL };

	take_answer(edit, nic);
	ifcfg_make_dhcp(edit, nic, old, "ONBOOT", "yes");
}

/* Without a MAC the file must say which device it is for. */
static void drop_mac(struct nic_edit *edit, const struct nic *nic)
{
	static const char *const mac[] = { "HWADDR", NULL };
	struct pool *pool = edit->guest->pool;
	struct bytes text;

	if (!nic_edit_read(edit, nic->path, &text))
		return;
	if (strcmp(nic->name, "*") == 0) {
		edit->why_not =
			pool_printf(pool, "%s names no device but by its MAC", nic->path);
		return;
	}
	text = shellvars_comment_all(pool, text, mac, NIC_TAG);
	if (!ifcfg_get(shellvars_parse(pool, text), "DEVICE"))
		text = shellvars_set(pool, text, "DEVICE", nic->name);
	nic_edit_write(edit, nic->path, text);
}

static void rename_in(struct nic_edit *edit, const char *path,
		      const char *const *variables, const char *old_name,
		      const char *new_name)
{
	struct bytes text, renamed;

	if (!nic_edit_read(edit, path, &text))
		return;
	renamed = ifcfg_rename_words(edit->guest->pool, text, variables, old_name,
				     new_name);
	if (!bytes_equal(text, renamed))
		nic_edit_write(edit, path, renamed);
}

static void rename_card(struct nic_edit *edit, const char *old_name, const char *new_name)
{
	static const char *const own[] = { "DEVICE", "PHYSDEV", "BONDING_OPTS", NULL };
	static const char *const gateway[] = { "GATEWAYDEV", NULL };
	static const char *const files[] = { "ifcfg", "route", "rule", "route6",
					     "rule6", "keys",  NULL };
	struct strs found = ifcfg_files(edit->guest, SCRIPTS);

	for (size_t i = 0; i < found.count; i++)
		rename_in(edit, found.item[i], own, old_name, new_name);
	rename_in(edit, NETWORK, gateway, old_name, new_name);
	ifcfg_rename_files(edit, SCRIPTS, files, old_name, new_name);
}

/* The network service fails where a card that is to come up is not there. */
static void make_optional(struct nic_edit *edit, const struct nic *nic)
{
	struct bytes text;

	if (nic_edit_read(edit, nic->path, &text))
		nic_edit_write(edit, nic->path,
			       shellvars_set(edit->guest->pool, text, "ONBOOT", "no"));
}

static void drop_ipv6(struct nic_edit *edit, const struct nic *nic)
{
	static const char *const old[] = { "IPV6ADDR", "IPV6_DEFAULTGW", NULL };
	struct bytes text;

	if (nic_edit_read(edit, nic->path, &text))
		nic_edit_write(
			edit, nic->path,
			shellvars_comment_all(edit->guest->pool, text, old, NIC_TAG));
}

const struct nic_source nic_ifcfg = {
	.name = "ifcfg",
	.gather = gather,
	.make_dhcp = make_dhcp,
	.drop_mac = drop_mac,
	.rename = rename_card,
	.make_optional = make_optional,
	.drop_ipv6 = drop_ipv6,
	.lower_mtu = ifcfg_lower_mtu,
};
