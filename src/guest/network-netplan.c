/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The definitions of netplan(5), merged from all files, as interfaces. */
#include "guest/network-netplan.h"

#include <fnmatch.h>
#include <string.h>

/* A definition with all that the files say of it. */
struct merged {
	struct netplan_device all;
	const char *path; /* of the first address, else where it is defined first */
	unsigned line;
	const char *mac_path, *mtu_path;
	unsigned mtu_line;
	bool is_static;
};

struct merged_list {
	struct merged item[NICS_MAX];
	size_t count;
	bool too_many;
};

static const char *later(const char *old, const char *newer)
{
	return newer ? newer : old;
}

static void add_strs(struct strs *to, const struct strs *from)
{
	for (size_t i = 0; i < from->count && to->count < NICS_MAX; i++)
		strs_add(to, from->item[i]);
}

/* The last word counts, and lists grow: netplan-generate(8). */
static void merge(struct merged *merged, const char *path,
		  const struct netplan_device *device)
{
	struct netplan_device *all = &merged->all;

	if (device->address_line && !merged->is_static) {
		merged->path = path;
		merged->line = device->address_line;
		merged->is_static = true;
	}
	add_strs(&all->address, &device->address);
	add_strs(&all->dns, &device->dns);
	add_strs(&all->parts, &device->parts);
	all->gateway4 = later(all->gateway4, device->gateway4);
	all->match_name = later(all->match_name, device->match_name);
	all->match_driver = later(all->match_driver, device->match_driver);
	all->set_name = later(all->set_name, device->set_name);
	all->macaddress = later(all->macaddress, device->macaddress);
	all->link = later(all->link, device->link);
	if (device->match_mac) {
		all->match_mac = device->match_mac;
		all->mac_line = device->mac_line;
		merged->mac_path = path;
	}
	if (device->mtu) {
		all->mtu = device->mtu;
		merged->mtu_path = path;
		merged->mtu_line = yamlnode_get(device->map, "mtu")->line;
	}
	if (device->dhcp4 != NETPLAN_UNSET)
		all->dhcp4 = device->dhcp4;
	if (device->optional != NETPLAN_UNSET)
		all->optional = device->optional;
}

static struct merged *find_or_add(struct pool *pool, struct merged_list *list,
				  const char *path, const struct netplan_device *device)
{
	struct merged *merged;

	for (size_t i = 0; i < list->count; i++)
		if (strcmp(list->item[i].all.id, device->id) == 0)
			return &list->item[i];
	if (list->count == NICS_MAX) {
		list->too_many = true;
		return NULL;
	}
	merged = &list->item[list->count++];
	merged->all.kind = device->kind;
	merged->all.id = device->id;
	merged->all.address.pool = pool;
	merged->all.dns.pool = pool;
	merged->all.parts.pool = pool;
	merged->path = path;
	merged->line = device->line;
	return merged;
}

static struct merged_list *merge_files(struct pool *pool,
				       const struct netplan_files *files)
{
	struct merged_list *list = pool_alloc(pool, sizeof(*list));

	for (size_t f = 0; f < files->count; f++)
		for (size_t i = 0; i < files->file[f].netplan->count; i++) {
			const struct netplan_device *device =
				&files->file[f].netplan->device[i];
			struct merged *merged = NULL;

			if (device->kind != NETPLAN_OTHER)
				merged = find_or_add(pool, list, files->file[f].path,
						     device);
			if (merged)
				merge(merged, files->file[f].path, device);
		}
	return list;
}

/* Whether the new machine's cards have a driver that PATTERN is for. */
static bool driver_fits(const struct guest *guest, const char *pattern)
{
	const struct strs *wanted = &guest->profile->kernel_nic;

	for (size_t i = 0; i < wanted->count; i++) {
		const char *rest = wanted->item[i];

		while (*rest) {
			size_t len = strcspn(rest, "|");

			if (fnmatch(pattern, pool_strndup(guest->pool, rest, len), 0) ==
			    0)
				return true;
			rest += len + (rest[len] == '|');
		}
	}
	return false;
}

/* Without a match the ID is the name; a name that is given is what others see. */
static const char *name_of(const struct netplan_device *all)
{
	if (all->kind != NETPLAN_ETHERNET)
		return all->id;
	if (all->set_name && (all->match_mac || all->match_name || all->match_driver))
		return all->set_name;
	return all->match_name ? all->match_name : all->id;
}

/* The bond or bridge whose port ID is. */
static const char *master_of(const struct merged_list *list, const char *id)
{
	for (size_t i = 0; i < list->count; i++)
		if (strs_has(&list->item[i].all.parts, id))
			return list->item[i].all.id;
	return NULL;
}

static enum nic_role role_of(enum netplan_kind kind)
{
	static const enum nic_role roles[] = {
		[NETPLAN_ETHERNET] = NIC_CARD,
		[NETPLAN_BOND] = NIC_BOND,
		[NETPLAN_BRIDGE] = NIC_BRIDGE,
		[NETPLAN_VLAN] = NIC_VLAN,
	};

	return roles[kind];
}

static struct strs kept_strs(struct guest *guest, const struct strs *from)
{
	struct strs kept = { .pool = guest->pool };

	for (size_t i = 0; i < from->count; i++)
		strs_add(&kept, pool_strdup(guest->pool, from->item[i]));
	return kept;
}

static struct nic nic_of(struct guest *guest, const struct netplan_files *files,
			 const struct merged_list *list, const struct merged *merged)
{
	const struct netplan_device *all = &merged->all;
	bool is_made = all->kind != NETPLAN_ETHERNET || all->link;
	const char *master = master_of(list, all->id);
	/* By its MAC or its driver a card is found whatever it is called. */
	bool is_by_name = !all->match_mac && (all->match_name || !all->match_driver ||
					      !driver_fits(guest, all->match_driver));

	return (struct nic){
		.source = files->source,
		.path = merged->path,
		.line = merged->line,
		.name = pool_strdup(guest->pool, name_of(all)),
		.role = role_of(all->kind),
		.master = pool_strdup(guest->pool, master),
		.is_active = files->is_active,
		.is_started = true,
		.is_waited_for = all->optional != NETPLAN_TRUE,
		.is_card = !is_made && is_by_name,
		.is_static = merged->is_static && all->dhcp4 != NETPLAN_TRUE,
		.is_dhcp = all->dhcp4 == NETPLAN_TRUE,
		.is_compound = is_made || master,
		.family = "inet",
		.mac = pool_strdup(guest->pool, all->match_mac),
		.mac_line = merged->mac_path == merged->path ? all->mac_line : 0,
		.set_mac = pool_strdup(guest->pool, all->macaddress),
		.mtu = nic_mtu(all->mtu),
		.mtu_line = merged->mtu_path == merged->path ? merged->mtu_line : 0,
		.address = kept_strs(guest, &all->address),
		.gateway = pool_strdup(guest->pool, all->gateway4),
		.dns = kept_strs(guest, &all->dns),
	};
}

static void gather(struct guest *guest, struct nics *nics,
		   const struct nic_source *source)
{
	struct pool *scratch = pool_new();
	struct netplan_files *files = netplan_files(scratch, guest, source, NULL);
	struct merged_list *list = merge_files(scratch, files);

	if (files->is_active && files->unread && !nics->unread)
		nics->unread = files->unread;
	nics->too_many |= list->too_many;
	for (size_t i = 0; i < list->count; i++)
		if (strcmp(list->item[i].all.id, "lo") != 0 &&
		    !nic_is_other_medium(name_of(&list->item[i].all)))
			nic_add(guest, nics, nic_of(guest, files, list, &list->item[i]));
	pool_free(scratch);
}

static void gather_netplan(struct guest *guest, struct nics *nics)
{
	gather(guest, nics, &nic_netplan);
}

static void gather_cloud(struct guest *guest, struct nics *nics)
{
	gather(guest, nics, &nic_cloud_init);
}

const char *netplan_id(struct guest *guest, const struct nic *nic)
{
	struct pool *scratch = pool_new();
	struct netplan_files *files = netplan_files(scratch, guest, nic->source, NULL);
	struct merged_list *list = merge_files(scratch, files);
	const char *id = NULL;

	for (size_t i = 0; i < list->count && !id; i++)
		if (strcmp(name_of(&list->item[i].all), nic->name) == 0 &&
		    strcmp(list->item[i].path, nic->path) == 0)
			id = pool_strdup(guest->pool, list->item[i].all.id);
	pool_free(scratch);
	return id;
}

const struct nic_source nic_netplan = {
	.name = "netplan",
	.gather = gather_netplan,
	.make_dhcp = netplan_make_dhcp,
	.drop_mac = netplan_forget_mac,
	.make_optional = netplan_make_optional,
	.drop_ipv6 = netplan_forget_ipv6,
	.lower_mtu = netplan_lower_mtu,
	.rename = netplan_rename_card,
	.match_any = netplan_match_card,
};

const struct nic_source nic_cloud_init = {
	.name = "cloud-init",
	.gather = gather_cloud,
	.make_dhcp = netplan_make_dhcp,
	.drop_mac = netplan_forget_mac,
	.make_optional = netplan_make_optional,
	.drop_ipv6 = netplan_forget_ipv6,
	.lower_mtu = netplan_lower_mtu,
	.rename = cloud_rename_card,
	.match_any = netplan_match_card,
};
