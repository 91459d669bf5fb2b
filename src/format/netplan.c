/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "format/netplan-internal.h"

#include <ctype.h>
#include <stdarg.h>
#include <string.h>
#include <strings.h>

struct reader {
	struct pool *pool;
	struct netplan *netplan;
};

bool netplan_is_ipv6(const char *address)
{
	return strchr(address, ':') != NULL;
}

const char *netplan_address(struct yamlnode *item)
{
	const struct yamlnode *node = yamlnode_real(item);

	if (node->kind == YAML_MAP && node->count)
		node = yamlnode_real(node->entry[0].key);
	return node->text;
}

static void complain(struct reader *reader, const struct yamlnode *node,
		     const char *format, ...) __attribute__((format(printf, 3, 4)));

static void complain(struct reader *reader, const struct yamlnode *node,
		     const char *format, ...)
{
	va_list args;

	if (reader->netplan->problem)
		return;
	va_start(args, format);
	reader->netplan->problem = pool_vprintf(reader->pool, format, args);
	va_end(args);
	reader->netplan->problem_line = node->line;
}

/* The booleans of netplan, which are fewer than those of YAML 1.1. */
static enum netplan_bool read_bool(struct reader *reader, const struct yamlnode *map,
				   const char *key)
{
	static const char *const words[][4] = {
		[NETPLAN_FALSE] = { "false", "off", "no", "n" },
		[NETPLAN_TRUE] = { "true", "on", "yes", "y" },
	};
	const struct yamlnode *node = yamlnode_get(map, key);

	if (!node)
		return NETPLAN_UNSET;
	for (enum netplan_bool b = NETPLAN_FALSE; b <= NETPLAN_TRUE; b++)
		for (size_t i = 0; i < 4; i++)
			if (strcasecmp(node->text, words[b][i]) == 0)
				return b;
	if (node->kind != YAML_TEXT || (*node->text && strcmp(node->text, "~") != 0))
		complain(reader, node, "%s is neither true nor false", key);
	return NETPLAN_UNSET;
}

static const struct yamlnode *read_list(struct reader *reader, const struct yamlnode *map,
					const char *key)
{
	const struct yamlnode *list = yamlnode_get(map, key);

	if (!list || list->kind == YAML_LIST)
		return list;
	complain(reader, list, "%s is no list", key);
	return NULL;
}

static void read_addresses(struct reader *reader, struct netplan_device *device)
{
	const struct yamlnode *list = read_list(reader, device->map, "addresses");

	device->address.pool = reader->pool;
	for (size_t i = 0; list && i < list->count; i++) {
		const char *address = netplan_address(list->entry[i].value);
		unsigned *line = netplan_is_ipv6(address) ? &device->ipv6_line
							  : &device->address_line;

		strs_add(&device->address, address);
		if (!*line)
			*line = list->entry[i].value->line;
	}
}

static void read_texts(struct reader *reader, const struct yamlnode *list,
		       struct strs *texts)
{
	texts->pool = reader->pool;
	for (size_t i = 0; list && i < list->count; i++)
		strs_add(texts, yamlnode_real(list->entry[i].value)->text);
}

static void read_match(struct netplan_device *device)
{
	const struct yamlnode *match = yamlnode_get(device->map, "match");
	const struct yamlnode *mac = yamlnode_get(match, "macaddress");
	const struct yamlnode *driver = yamlnode_get(match, "driver");

	device->match_name = yamlnode_text(match, "name");
	device->match_mac = mac ? mac->text : NULL;
	device->mac_line = mac ? mac->line : 0;
	if (driver && driver->kind == YAML_LIST && driver->count)
		driver = yamlnode_real(driver->entry[0].value);
	device->match_driver = driver ? driver->text : NULL;
}

static void read_device(struct reader *reader, struct netplan_device *device)
{
	struct netplan *netplan = reader->netplan;

	read_addresses(reader, device);
	read_match(device);
	device->gateway4 = yamlnode_text(device->map, "gateway4");
	device->gateway6 = yamlnode_text(device->map, "gateway6");
	if (device->gateway6 && !device->ipv6_line)
		device->ipv6_line = yamlnode_get(device->map, "gateway6")->line;
	device->dhcp4 = read_bool(reader, device->map, "dhcp4");
	device->dhcp6 = read_bool(reader, device->map, "dhcp6");
	device->optional = read_bool(reader, device->map, "optional");
	device->set_name = yamlnode_text(device->map, "set-name");
	device->macaddress = yamlnode_text(device->map, "macaddress");
	device->mtu = yamlnode_text(device->map, "mtu");
	device->link = yamlnode_text(device->map, "link");
	read_texts(reader, read_list(reader, device->map, "interfaces"), &device->parts);
	read_texts(
		reader,
		read_list(reader, yamlnode_get(device->map, "nameservers"), "addresses"),
		&device->dns);
	netplan->device =
		text_room(reader->pool, netplan->device, netplan->count, sizeof(*device));
	netplan->device[netplan->count++] = *device;
}

const struct netplan_section netplan_sections[] = {
	{ "ethernets", NETPLAN_ETHERNET },  { "bonds", NETPLAN_BOND },
	{ "bridges", NETPLAN_BRIDGE },      { "vlans", NETPLAN_VLAN },
	{ "wifis", NETPLAN_OTHER },         { "modems", NETPLAN_OTHER },
	{ "tunnels", NETPLAN_OTHER },       { "vrfs", NETPLAN_OTHER },
	{ "dummy-devices", NETPLAN_OTHER }, { "virtual-ethernets", NETPLAN_OTHER },
	{ "nm-devices", NETPLAN_OTHER },    { 0 },
};

static void read_section(struct reader *reader, const struct netplan_section *section,
			 const struct yamlnode *map)
{
	if (map->kind != YAML_MAP) {
		complain(reader, map, "%s defines nothing: is the next line indented?",
			 section->name);
		return;
	}
	for (size_t i = 0; i < map->count; i++) {
		struct netplan_device device = {
			.kind = section->kind,
			.id = yamlnode_real(map->entry[i].key)->text,
			.line = map->entry[i].key->line,
			.map = yamlnode_real(map->entry[i].value),
		};

		/* Of all sections this one has a setting of its own. */
		if (strcmp(device.id, "renderer") == 0)
			continue;
		if (device.map->kind != YAML_MAP)
			complain(reader, map->entry[i].key,
				 "%s defines nothing: is the next line indented?",
				 device.id);
		else
			read_device(reader, &device);
	}
}

static void read_network(struct reader *reader)
{
	struct netplan *netplan = reader->netplan;
	struct yamlnode *network = netplan->network;

	netplan->version = yamlnode_text(network, "version");
	netplan->renderer = yamlnode_text(network, "renderer");
	for (size_t i = 0; i < network->count; i++)
		for (size_t s = 0; netplan_sections[s].name; s++)
			if (strcmp(yamlnode_real(network->entry[i].key)->text,
				   netplan_sections[s].name) == 0)
				read_section(reader, &netplan_sections[s],
					     yamlnode_real(network->entry[i].value));
}

static bool lacks_blank(struct bytes text, struct span line)
{
	size_t at = line.offset, end;
	struct span word;

	if (!text_next_word(text, line, &at, &word) || text.data[word.offset] == '#')
		return false;
	end = at;
	for (at = word.offset; at + 1 < end && text.data[at] != ':'; at++)
		if (!isalnum(text.data[at]) && text.data[at] != '-')
			return false;
	return at + 1 < end && !text_next_word(text, line, &end, &word);
}

/*
 * "version:2" is a word, and goes on in the next line; libyaml finds fault only with the
 * first colon that has its blank.  The manuals of two clouds print it like that.
 */
static void find_missing_blank(struct reader *reader, struct bytes text)
{
	struct netplan *netplan = reader->netplan;
	struct span line;
	size_t at = 0;

	for (unsigned number = 1;
	     number <= netplan->problem_line && text_next_line(text, &at, &line);
	     number++)
		if (lacks_blank(text, line)) {
			const char *word = text_str(reader->pool, text, line);

			netplan->problem =
				pool_printf(reader->pool, "no blank behind the colon: %s",
					    word + strspn(word, " \t"));
			netplan->problem_line = number;
			return;
		}
}

static struct netplan *parse(struct pool *pool, struct bytes text, struct reader *reader)
{
	struct netplan *netplan = pool_alloc(pool, sizeof(*netplan));

	*reader = (struct reader){ pool, netplan };
	netplan->doc = yamldoc_parse(pool, text);
	netplan->problem = netplan->doc->problem;
	netplan->problem_line = netplan->doc->problem_line;
	if (netplan->problem)
		find_missing_blank(reader, text);
	return netplan;
}

/* Nothing, or nothing but comments, is a file without definitions. */
static bool is_empty(const struct yamlnode *root)
{
	return !root || (root->kind == YAML_TEXT && root->is_plain && !*root->text);
}

struct netplan *netplan_parse(struct pool *pool, struct bytes text)
{
	struct reader reader;
	struct netplan *netplan = parse(pool, text, &reader);
	struct yamlnode *root = netplan->doc->root;

	if (netplan->problem || is_empty(root))
		return netplan;
	for (size_t i = 0; root->kind == YAML_MAP && i < root->count; i++)
		if (strcmp(yamlnode_real(root->entry[i].key)->text, "network") != 0)
			complain(&reader, root->entry[i].key,
				 "netplan knows no \"%s\" beside \"network\"",
				 yamlnode_real(root->entry[i].key)->text);
	netplan->network = yamlnode_get(root, "network");
	if (!netplan->network || netplan->network->kind != YAML_MAP) {
		complain(&reader, netplan->network ? netplan->network : root,
			 "no map of definitions in \"network\"");
		netplan->network = NULL;
		return netplan;
	}
	read_network(&reader);
	if (netplan->version && strcmp(netplan->version, "2") != 0)
		complain(&reader, yamlnode_get(netplan->network, "version"),
			 "version %s, where netplan has only 2", netplan->version);
	return netplan;
}

struct netplan *netplan_parse_cloud(struct pool *pool, struct bytes text)
{
	struct reader reader;
	struct netplan *netplan = parse(pool, text, &reader);
	struct yamlnode *network = yamlnode_get(netplan->doc->root, "network");
	const char *config = yamlnode_text(network, "config");

	if (netplan->problem || !network || network->kind != YAML_MAP)
		return netplan;
	netplan->network = network;
	netplan->version = yamlnode_text(network, "version");
	netplan->is_disabled = config && strcmp(config, "disabled") == 0;
	if (netplan->version && strcmp(netplan->version, "2") == 0)
		read_network(&reader);
	return netplan;
}

struct netplan_device *netplan_device(const struct netplan *netplan, const char *id)
{
	for (size_t i = 0; i < netplan->count; i++)
		if (strcmp(netplan->device[i].id, id) == 0)
			return &netplan->device[i];
	return NULL;
}
