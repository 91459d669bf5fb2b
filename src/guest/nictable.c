/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "guest/nictable.h"

#include <string.h>

#include "format/netplan.h"
#include "guest/network-internal.h"
#include "guest/nicbindings.h"
#include "guest/nicleases.h"

static struct nic_row *add(struct guest *guest, struct nic_table *table,
			   struct nic_row row)
{
	table->row = text_room(guest->pool, table->row, table->count, sizeof(row));
	table->row[table->count] = row;
	return &table->row[table->count++];
}

static void add_nic(struct guest *guest, struct nic_table *table, const struct nic *nic)
{
	static const char *const roles[] = {
		[NIC_CARD] = "card", [NIC_BOND] = "bond", [NIC_BRIDGE] = "bridge",
		[NIC_TEAM] = "team", [NIC_VLAN] = "vlan", [NIC_ALIAS] = "alias",
	};

	add(guest, table,
	    (struct nic_row){
		    .name = nic->name,
		    .mac = nic->mac ? nic->mac : nic->set_mac,
		    .address = nic->address,
		    .gateway = nic->gateway,
		    .mtu = nic->mtu,
		    .how = nic->is_dhcp         ? "dhcp"
			   : nic->address.count ? "fixed"
						: "none",
		    .role = roles[nic->role],
		    .master = nic->master,
		    .source = nic->source->name,
		    .path = nic->path,
		    .line = nic->line,
		    .is_active = nic->is_active,
	    });
}

static void add_bindings(struct guest *guest, struct nic_table *table)
{
	static const char *const sources[] = {
		[BINDING_LINK] = ".link file",
		[BINDING_UDEV] = "udev",
		[BINDING_IFTAB] = "iftab",
	};
	struct nic_bindings bindings = guest_nic_bindings(guest);

	for (size_t i = 0; i < bindings.count; i++) {
		const struct nic_binding *binding = &bindings.binding[i];

		if (binding->mac)
			add(guest, table,
			    (struct nic_row){ .name = binding->name,
					      .mac = binding->mac,
					      .how = "name",
					      .role = "card",
					      .source = sources[binding->kind],
					      .path = binding->path,
					      .line = binding->line,
					      .is_active = true });
	}
}

static void add_leases(struct guest *guest, struct nic_table *table)
{
	struct nic_leases leases = guest_nic_leases(guest);

	for (size_t i = 0; i < leases.count; i++) {
		const struct nic_lease *lease = &leases.lease[i];
		struct nic_row *row = add(guest, table,
					  (struct nic_row){ .name = lease->name,
							    .mac = lease->mac,
							    .gateway = lease->gateway,
							    .how = "lease",
							    .role = "card",
							    .source = lease->client,
							    .path = lease->path,
							    .is_active = true });

		row->address.pool = guest->pool;
		strs_add(&row->address, lease->address);
	}
}

/* Version 1 of cloud-init's network configuration: "config" is a list of devices. */
static void add_version_1(struct guest *guest, struct nic_table *table, const char *path,
			  const struct yamlnode *network)
{
	struct yamlnode *config = yamlnode_real(yamlnode_get(network, "config"));

	for (size_t i = 0;
	     config && config->kind == YAML_LIST && i < config->count && i < NICS_MAX;
	     i++) {
		struct yamlnode *device = yamlnode_real(config->entry[i].value), *subnets;
		const char *type = yamlnode_text(device, "type");
		struct nic_row *row;
		bool dhcp = false;

		if (!type || strcmp(type, "nameserver") == 0 ||
		    !yamlnode_text(device, "name"))
			continue;
		row = add(guest, table,
			  (struct nic_row){
				  .name = yamlnode_text(device, "name"),
				  .mac = yamlnode_text(device, "mac_address"),
				  .address.pool = guest->pool,
				  .role = strcmp(type, "physical") == 0 ? "card" : type,
				  .source = "cloud-init",
				  .path = path,
				  .line = device->line,
				  .is_active = true,
			  });
		subnets = yamlnode_real(yamlnode_get(device, "subnets"));
		for (size_t s = 0;
		     subnets && subnets->kind == YAML_LIST && s < subnets->count; s++) {
			struct yamlnode *one = yamlnode_real(subnets->entry[s].value);
			const char *how = yamlnode_text(one, "type");

			dhcp |= how && strncmp(how, "dhcp", 4) == 0;
			if (yamlnode_text(one, "address"))
				strs_add(&row->address, yamlnode_text(one, "address"));
			if (yamlnode_text(one, "gateway"))
				row->gateway = yamlnode_text(one, "gateway");
		}
		row->how = dhcp ? "dhcp" : row->address.count ? "fixed" : "none";
	}
}

static void add_version_2(struct guest *guest, struct nic_table *table, const char *path,
			  const struct netplan *netplan)
{
	static const char *const roles[] = {
		[NETPLAN_ETHERNET] = "card", [NETPLAN_BOND] = "bond",
		[NETPLAN_BRIDGE] = "bridge", [NETPLAN_VLAN] = "vlan",
		[NETPLAN_OTHER] = "card",
	};

	for (size_t i = 0; i < netplan->count && i < NICS_MAX; i++) {
		const struct netplan_device *device = &netplan->device[i];

		add(guest, table,
		    (struct nic_row){
			    .name = device->set_name     ? device->set_name
				    : device->match_name ? device->match_name
							 : device->id,
			    .mac = device->match_mac,
			    .address = device->address,
			    .gateway = device->gateway4,
			    .how = device->dhcp4 == NETPLAN_TRUE ? "dhcp"
				   : device->address.count       ? "fixed"
								 : "none",
			    .role = roles[device->kind],
			    .source = "cloud-init",
			    .path = path,
			    .line = device->line,
			    .is_active = true,
		    });
	}
}

static void add_cloud(struct guest *guest, struct nic_table *table, const char *path)
{
	const struct netplan *netplan;
	struct bytes text;

	if (!tree_has_text(guest->tree, path, &text))
		return;
	netplan = netplan_parse_cloud(guest->pool, text);
	/* Version 2 in /etc is configuration, and has its rows already. */
	if (netplan->count && strncmp(path, "/etc/", 5) == 0)
		return;
	if (netplan->count)
		add_version_2(guest, table, path, netplan);
	else if (netplan->doc)
		add_version_1(guest, table, path,
			      yamlnode_real(yamlnode_get(
				      yamlnode_real(netplan->doc->root), "network")));
}

/* What was given to it in files; what it got from a cloud is in its instance's. */
static void add_clouds(struct guest *guest, struct nic_table *table)
{
	static const char *const places[][2] = {
		{ "/etc/cloud/cloud.cfg.d", "*.cfg" },
		{ "/var/lib/cloud/instance", "network-config.json" },
	};

	for (size_t i = 0; i < sizeof(places) / sizeof(*places); i++) {
		struct strs files = tree_match(guest->tree, places[i][0], places[i][1]);

		for (size_t f = 0; f < files.count && f < NICS_MAX; f++)
			add_cloud(guest, table, files.item[f]);
	}
}

struct nic_table *guest_nic_table(struct guest *guest)
{
	struct nic_table *table = pool_alloc(guest->pool, sizeof(*table));
	struct nics nics = guest_nics_known(guest);

	for (size_t i = 0; i < nics.count; i++)
		add_nic(guest, table, &nics.nic[i]);
	add_bindings(guest, table);
	add_clouds(guest, table);
	add_leases(guest, table);
	/* What could not be read is told by the rules that need it. */
	(void)tree_take_error(guest->tree, NULL);
	return table;
}
