/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "format/netplan-internal.h"

#include <string.h>
#include <strings.h>

/* Takes the items of the list KEY out that GO; the key where none is left. */
static void drop_items(struct yamledit *edit, struct yamlnode *map, const char *key,
		       bool (*go)(struct yamlnode *item))
{
	struct yamlnode *list = yamlnode_get(map, key);
	size_t going = 0;

	if (!list || list->kind != YAML_LIST || !list->count)
		return;
	for (size_t i = 0; i < list->count; i++)
		going += go(list->entry[i].value);
	if (going == list->count) {
		yamledit_remove_key(edit, map, key);
		return;
	}
	for (size_t i = list->count; i-- > 0;)
		if (go(list->entry[i].value))
			yamledit_remove(edit, list, i);
}

static bool is_ipv4_address(struct yamlnode *item)
{
	return !netplan_is_ipv6(netplan_address(item));
}

/* A link-local address is of no network that could be left. */
static bool is_ipv6_address(struct yamlnode *item)
{
	const char *address = netplan_address(item);

	return netplan_is_ipv6(address) && strncasecmp(address, "fe80:", 5) != 0;
}

/* A route to "default" is of the family of the next hop. */
static bool is_ipv6_route(struct yamlnode *item)
{
	const struct yamlnode *route = yamlnode_real(item);
	const char *to = yamlnode_text(route, "to"), *via = yamlnode_text(route, "via");

	return (to && netplan_is_ipv6(to)) || (via && netplan_is_ipv6(via));
}

static bool is_ipv4_route(struct yamlnode *item)
{
	return !is_ipv6_route(item);
}

void netplan_drop_ipv4(struct yamledit *edit, struct netplan_device *device)
{
	drop_items(edit, device->map, "addresses", is_ipv4_address);
	yamledit_remove_key(edit, device->map, "gateway4");
	drop_items(edit, device->map, "routes", is_ipv4_route);
	yamledit_remove_key(edit, device->map, "nameservers");
}

void netplan_drop_ipv6(struct yamledit *edit, struct netplan_device *device)
{
	drop_items(edit, device->map, "addresses", is_ipv6_address);
	yamledit_remove_key(edit, device->map, "gateway6");
	drop_items(edit, device->map, "routes", is_ipv6_route);
}

void netplan_drop_mac(struct yamledit *edit, struct netplan_device *device)
{
	struct yamlnode *match = yamlnode_get(device->map, "match");
	size_t macs = 0;

	yamledit_remove_key(edit, device->map, "set-name");
	if (!match || match->kind != YAML_MAP)
		return;
	for (size_t i = 0; i < match->count; i++)
		macs += strcmp(yamlnode_real(match->entry[i].key)->text, "macaddress") ==
			0;
	if (macs == match->count)
		yamledit_remove_key(edit, device->map, "match");
	else
		yamledit_remove_key(edit, match, "macaddress");
}

void netplan_match_any(struct yamledit *edit, struct netplan_device *device)
{
	yamledit_remove_key(edit, device->map, "match");
	yamledit_remove_key(edit, device->map, "set-name");
	yamledit_set(edit, device->map, "match", "{name: \"e*\"}");
}

/* What NAME becomes, or NULL where it is another. */
static const char *renamed(struct pool *pool, const char *name, const char *old_id,
			   const char *new_id)
{
	size_t len = strlen(old_id);

	if (len == 0 || strncmp(name, old_id, len) != 0 ||
	    (name[len] && name[len] != '.'))
		return NULL;
	return pool_printf(pool, "%s%s", new_id, name + len);
}

static void rename_values(struct yamledit *edit, struct yamlnode *node,
			  const char *old_id, const char *new_id)
{
	for (size_t i = 0; node && node->kind == YAML_LIST && i < node->count; i++) {
		const char *to = renamed(edit->doc->pool,
					 yamlnode_real(node->entry[i].value)->text,
					 old_id, new_id);

		if (to)
			yamledit_set_text(edit, node, i, to);
	}
}

static void rename_value(struct yamledit *edit, struct yamlnode *map, const char *key,
			 const char *old_id, const char *new_id)
{
	const char *text = yamlnode_text(map, key), *to;

	to = text ? renamed(edit->doc->pool, text, old_id, new_id) : NULL;
	if (to)
		yamledit_set(edit, map, key, to);
}

static void rename_keys(struct yamledit *edit, struct yamlnode *map, const char *old_id,
			const char *new_id)
{
	for (size_t i = 0; map && map->kind == YAML_MAP && i < map->count; i++) {
		const char *to =
			renamed(edit->doc->pool, yamlnode_real(map->entry[i].key)->text,
				old_id, new_id);

		if (to)
			yamledit_rename(edit, map, i, to);
	}
}

/* Where a definition names others (netplan's bonds, bridges, vlans, vrfs). */
static void rename_in(struct yamledit *edit, struct yamlnode *map, const char *old_id,
		      const char *new_id)
{
	struct yamlnode *parameters = yamlnode_get(map, "parameters");

	rename_values(edit, yamlnode_get(map, "interfaces"), old_id, new_id);
	rename_value(edit, map, "link", old_id, new_id);
	rename_value(edit, yamlnode_get(map, "match"), "name", old_id, new_id);
	rename_value(edit, parameters, "primary", old_id, new_id);
	rename_keys(edit, yamlnode_get(parameters, "path-cost"), old_id, new_id);
	rename_keys(edit, yamlnode_get(parameters, "port-priority"), old_id, new_id);
}

void netplan_rename(struct yamledit *edit, const struct netplan *netplan,
		    const char *old_id, const char *new_id)
{
	for (size_t i = 0; i < netplan->count; i++)
		rename_in(edit, netplan->device[i].map, old_id, new_id);
	for (size_t s = 0; netplan_sections[s].name; s++)
		rename_keys(edit,
			    yamlnode_get(netplan->network, netplan_sections[s].name),
			    old_id, new_id);
}

void netplan_keep_definition(struct yamledit *edit, struct netplan_device *device)
{
	if (device->map->count == 0 && !device->map->is_flow)
		yamledit_set(edit, device->map, "addresses", "[]");
}
