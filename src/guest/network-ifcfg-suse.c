/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The ifcfg files of SUSE, which ifup and wicked read: ifcfg(5). */
#include "guest/network-ifcfg.h"

#include <string.h>
#include <strings.h>

#include "guest/services.h"

#define NETWORK "/etc/sysconfig/network"

/* By MAC: the names that SLES up to 10 gave the files. */
static const char by_mac[] = "eth-id-";

static const char *const port_variables[] = { "BONDING_SLAVE", "BRIDGE_PORTS",
					      "TEAM_PORT_DEVICE", "ETHERDEVICE", NULL };

static bool is_read(struct guest *guest)
{
	return guest_service(guest, "NetworkManager").state != SERVICE_ON ||
	       guest_service(guest, "wicked").state == SERVICE_ON;
}

static enum nic_role role_of(const struct shellvars *vars, const char *name)
{
	if (ifcfg_says(vars, "BONDING_MASTER"))
		return NIC_BOND;
	if (ifcfg_says(vars, "BRIDGE"))
		return NIC_BRIDGE;
	if (ifcfg_get(vars, "TEAM_RUNNER"))
		return NIC_TEAM;
	if (strchr(name, ':'))
		return NIC_ALIAS;
	return ifcfg_get(vars, "ETHERDEVICE") || strchr(name, '.') ||
			       strncmp(name, "vlan", strlen("vlan")) == 0
		       ? NIC_VLAN
		       : NIC_CARD;
}

/* "dhcp", "dhcp4", "dhcp+autoip"; "dhcp6" brings no IPv4 address. */
static bool is_dhcp(const struct shellvars *vars)
{
	const char *proto = ifcfg_get(vars, "BOOTPROTO");

	return proto && strncasecmp(proto, "dhcp", 4) == 0 && proto[4] != '6';
}

static bool is_started(const struct shellvars *vars)
{
	static const char *const words[] = { "auto",    "onboot",  "boot",  "on",
					     "hotplug", "nfsroot", "rootfs" };
	const char *mode = ifcfg_get(vars, "STARTMODE");

	for (size_t i = 0; mode && i < sizeof(words) / sizeof(*words); i++)
		if (strcasecmp(mode, words[i]) == 0)
			return true;
	return mode && strncasecmp(mode, "ifplug", 6) == 0;
}

static bool is_hotplugged(const struct shellvars *vars)
{
	const char *mode = ifcfg_get(vars, "STARTMODE");

	return mode &&
	       (strcasecmp(mode, "hotplug") == 0 || strncasecmp(mode, "ifplug", 6) == 0);
}

/* A tunnel or the like is neither a card nor made of cards. */
static bool is_other(const struct shellvars *vars, const char *name)
{
	static const char *const prefixes[] = { "dummy", "tun", "tap", "ppp", "wg" };

	for (size_t i = 0; i < sizeof(prefixes) / sizeof(*prefixes); i++)
		if (strncmp(name, prefixes[i], strlen(prefixes[i])) == 0)
			return true;
	return ifcfg_get(vars, "TUNNEL") || ifcfg_get(vars, "DUMMY") ||
	       nic_is_other_medium(name);
}

static void add_file(struct guest *guest, struct nics *nics, const char *path,
		     const struct shellvars *vars, bool is_active)
{
	const char *suffix = ifcfg_suffix(path);
	bool names_mac = strncmp(suffix, by_mac, strlen(by_mac)) == 0;
	struct nic nic = {
		.source = &nic_ifcfg_suse,
		.path = path,
		.line = ifcfg_line(vars, "BOOTPROTO"),
		.name = names_mac ? "*" : suffix,
		.role = role_of(vars, suffix),
		.is_active = is_active,
		.is_started = is_started(vars),
		.is_waited_for = is_started(vars) && !is_hotplugged(vars),
		.is_dhcp = is_dhcp(vars),
		.family = "inet",
		.mac = names_mac ? suffix + strlen(by_mac) : NULL,
		.mac_line = names_mac,
		.set_mac = ifcfg_get(vars, "LLADDR"),
		.mtu = nic_mtu(ifcfg_get(vars, "MTU")),
		.mtu_line = ifcfg_line(vars, "MTU"),
		.address = ifcfg_values(guest, vars, "IPADDR"),
	};

	if (is_other(vars, suffix))
		return;
	for (size_t i = 0; i < nic.address.count && !nic.is_dhcp; i++)
		nic.is_static |= !strchr(nic.address.item[i], ':');
	nic.is_compound = nic.role != NIC_CARD;
	nic.is_card = guest_is_card_name(nic.name) && nic.role == NIC_CARD;
	nic_add(guest, nics, nic);
}

/* The card NAME is part of MASTER; without a file of its own it is there all the same. */
static void add_port(struct guest *guest, struct nics *nics, const struct nic *master,
		     const char *name)
{
	for (size_t i = 0; i < nics->count; i++)
		if (strcmp(nics->nic[i].name, name) == 0 &&
		    nics->nic[i].source == &nic_ifcfg_suse) {
			if (master->role != NIC_VLAN) {
				nics->nic[i].master = master->name;
				nics->nic[i].is_compound = true;
			}
			return;
		}
	if (guest_is_card_name(name))
		nic_add(guest, nics,
			(struct nic){ .source = &nic_ifcfg_suse,
				      .path = master->path,
				      .line = master->line,
				      .name = name,
				      .master = master->role == NIC_VLAN ? NULL
									 : master->name,
				      .is_active = master->is_active,
				      .is_started = true,
				      .is_card = true,
				      .family = "" });
}

static void add_ports(struct guest *guest, struct nics *nics, const struct nic *master,
		      const struct shellvars *vars)
{
	for (size_t v = 0; port_variables[v]; v++) {
		struct strs values = ifcfg_values(guest, vars, port_variables[v]);
		struct strs names = strs_words(guest->pool, strs_join(&values, " "));

		for (size_t i = 0; i < names.count && i < NICS_MAX; i++)
			add_port(guest, nics, master, names.item[i]);
	}
}

static void gather(struct guest *guest, struct nics *nics)
{
	struct strs files = ifcfg_files(guest, NETWORK);
	struct shellvars **vars =
		pool_alloc(guest->pool, (files.count + 1) * sizeof(struct shellvars *));
	bool is_active = files.count > 0 && is_read(guest);
	size_t first = nics->count, last;
	struct bytes text;

	for (size_t i = 0; i < files.count; i++) {
		if (tree_read(guest->tree, files.item[i], &text) < 0)
			text = (struct bytes){ 0 };
		vars[i] = shellvars_parse(guest->pool, text);
		add_file(guest, nics, files.item[i], vars[i], is_active);
	}
	last = nics->count;
	for (size_t n = first; n < last; n++) {
		/* Adding moves the array. */
		struct nic master = nics->nic[n];

		for (size_t i = 0; i < files.count && master.role != NIC_CARD; i++)
			if (strcmp(files.item[i], master.path) == 0)
				add_ports(guest, nics, &master, vars[i]);
	}
}

static void make_dhcp(struct nic_edit *edit, const struct nic *nic)
{
	static const char *const old[] = { "IPADDR",  "PREFIXLEN", "NETMASK",
					   "NETWORK", "BROADCAST", "REMOTE_IPADDR",
					   "LABEL",   NULL };

	ifcfg_make_dhcp(edit, nic, old, "STARTMODE", "auto");
}

/* The file is for the first name that no other has. */
static void drop_mac(struct nic_edit *edit, const struct nic *nic)
{
	struct pool *pool = edit->guest->pool;
	const char *name;
	unsigned number = 0;

	do
		name = pool_printf(pool, "eth%u", number++);
	while (nic_is_named(edit->nics, name));
	nic_edit_move(edit, nic->path, pool_printf(pool, NETWORK "/ifcfg-%s", name));
}

static void rename_card(struct nic_edit *edit, const char *old_name, const char *new_name)
{
	static const char *const files[] = { "ifcfg", "ifroute", "ifsysctl", NULL };
	struct strs found = ifcfg_files(edit->guest, NETWORK);
	struct bytes text, renamed;

	if (nic_edit_read(edit, NETWORK "/routes", &text)) {
		renamed =
			ifcfg_rename_routes(edit->guest->pool, text, old_name, new_name);
		if (!bytes_equal(text, renamed))
			nic_edit_write(edit, NETWORK "/routes", renamed);
	}
	for (size_t i = 0; i < found.count; i++) {
		if (!nic_edit_read(edit, found.item[i], &text))
			continue;
		renamed = ifcfg_rename_words(edit->guest->pool, text, port_variables,
					     old_name, new_name);
		if (!bytes_equal(text, renamed))
			nic_edit_write(edit, found.item[i], renamed);
	}
	ifcfg_rename_files(edit, NETWORK, files, old_name, new_name);
}

/* ifcfg(5): with "hotplug" it comes up when it is seen, and no failure is counted. */
static void make_optional(struct nic_edit *edit, const struct nic *nic)
{
	struct bytes text;

	if (nic_edit_read(edit, nic->path, &text))
		nic_edit_write(
			edit, nic->path,
			shellvars_set(edit->guest->pool, text, "STARTMODE", "hotplug"));
}

/* IPADDR_1 goes with PREFIXLEN_1 and LABEL_1. */
static bool is_of(const char *name, const char *suffix)
{
	static const char *const names[] = { "IPADDR",       "PREFIXLEN", "LABEL",
					     "NETMASK",      "BROADCAST", "SCOPE",
					     "REMOTE_IPADDR" };

	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++)
		if (strncmp(name, names[i], strlen(names[i])) == 0 &&
		    strcmp(name + strlen(names[i]), suffix) == 0)
			return true;
	return false;
}

static bool is_fixed_ipv6(const struct shellvars *vars, const char *name)
{
	for (size_t i = 0; i < vars->count; i++)
		if (strncmp(vars->item[i].name, "IPADDR", 6) == 0 &&
		    guest_is_network_ipv6(vars->item[i].value) &&
		    is_of(name, vars->item[i].name + 6))
			return true;
	return false;
}

static void drop_ipv6(struct nic_edit *edit, const struct nic *nic)
{
	struct shellvars *vars;
	struct bytes text;

	if (!ifcfg_read(edit, nic->path, &text, &vars))
		return;
	for (size_t i = vars->count; i-- > 0;)
		if (is_fixed_ipv6(vars, vars->item[i].name))
			text = shellvars_comment(edit->guest->pool, text, &vars->item[i],
						 NIC_TAG);
	nic_edit_write(edit, nic->path, text);
}

const struct nic_source nic_ifcfg_suse = {
	.name = "ifcfg of SUSE",
	.gather = gather,
	.make_dhcp = make_dhcp,
	.drop_mac = drop_mac,
	.rename = rename_card,
	.make_optional = make_optional,
	.drop_ipv6 = drop_ipv6,
	.lower_mtu = ifcfg_lower_mtu,
};
