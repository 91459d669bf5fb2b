/* SPDX-License-Identifier: GPL-2.0-or-later */
/* NetworkManager's own profiles: nm-settings-keyfile(5). */
#include "guest/network-internal.h"

#include <string.h>
#include <strings.h>

#include "format/ini.h"
#include "guest/services.h"

#define PROFILES "/etc/NetworkManager/system-connections"

/* Sections and keys have had two names each. */
static const char *const ethernet[] = { "ethernet", "802-3-ethernet", NULL };

static const char *get(const struct ini *ini, const char *section, const char *name)
{
	const char *value = ini_get(ini, section, name);

	return value && *value ? value : NULL;
}

static const struct ini_key *ethernet_key(const struct ini *ini, const char *name)
{
	const struct ini_key *key = NULL;

	for (size_t i = 0; ethernet[i] && !key; i++)
		key = ini_find(ini, ethernet[i], name);
	return key && *key->value ? key : NULL;
}

/* The role that the type of the profile gives; false: neither a card nor made of cards.
 */
static bool role_of(const struct ini *ini, enum nic_role *role)
{
	static const struct {
		const char *type;
		enum nic_role role;
	} types[] = { { "ethernet", NIC_CARD }, { "802-3-ethernet", NIC_CARD },
		      { "bond", NIC_BOND },     { "bridge", NIC_BRIDGE },
		      { "team", NIC_TEAM },     { "vlan", NIC_VLAN } };
	const char *type = get(ini, "connection", "type");

	for (size_t i = 0; type && i < sizeof(types) / sizeof(*types); i++) {
		*role = types[i].role;
		if (strcmp(type, types[i].type) == 0)
			return true;
	}
	return false;
}

static const char *master_of(const struct ini *ini)
{
	const char *master = get(ini, "connection", "controller");

	return master ? master : get(ini, "connection", "master");
}

static bool is_address(const char *key)
{
	return strcmp(key, "addresses") == 0 ||
	       (strncmp(key, "address", 7) == 0 && key[7] >= '0' && key[7] <= '9');
}

/* "address1=192.0.2.10/24,192.0.2.1": the second word is the gateway. */
static void add_addresses(struct guest *guest, struct nic *nic, const struct ini *ini,
			  const char *section)
{
	for (size_t s = 0; s < ini->count; s++)
		for (size_t k = 0; strcmp(ini->section[s].name, section) == 0 &&
				   k < ini->section[s].keys;
		     k++) {
			const struct ini_key *key = &ini->section[s].key[k];
			size_t len = strcspn(key->value, ",;");

			if (!is_address(key->name) || !len)
				continue;
			strs_add(&nic->address,
				 pool_strndup(guest->pool, key->value, len));
			if (key->value[len] == ',' && !nic->gateway &&
			    strcmp(section, "ipv4") == 0)
				nic->gateway = key->value + len + 1;
		}
}

static struct strs dns_of(struct pool *pool, const struct ini *ini)
{
	const char *dns = get(ini, "ipv4", "dns");
	char *words = pool_strdup(pool, dns ? dns : "");

	for (char *at = words; (at = strpbrk(at, ";,")); at++)
		*at = ' ';
	return strs_words(pool, words);
}

static void add_file(struct guest *guest, struct nics *nics, const char *path,
		     bool is_active)
{
	struct bytes text;
	const struct ini *ini;
	const struct ini_key *name, *mac, *mtu;
	const char *method, *start;
	struct nic nic = { .source = &nic_keyfile, .path = path, .is_active = is_active };

	if (tree_read(guest->tree, path, &text) < 0)
		return;
	ini = ini_parse(guest->pool, text);
	if (!role_of(ini, &nic.role))
		return;
	name = ini_find(ini, "connection", "interface-name");
	if (!name || !*name->value)
		name = ini_find(ini, "match", "interface-name");
	mac = ethernet_key(ini, "mac-address");
	mtu = ethernet_key(ini, "mtu");
	method = get(ini, "ipv4", "method");
	start = get(ini, "connection", "autoconnect");
	nic.name = name && *name->value ? name->value : "*";
	nic.line = name ? name->line : 1;
	nic.master = master_of(ini);
	nic.is_started = !start || strcmp(start, "false") != 0;
	nic.is_dhcp = !nic.master && (!method || strcmp(method, "auto") == 0);
	nic.family = "inet";
	nic.mac = mac ? mac->value : NULL;
	nic.mac_line = mac ? mac->line : 0;
	if (ethernet_key(ini, "cloned-mac-address"))
		nic.set_mac = ethernet_key(ini, "cloned-mac-address")->value;
	nic.mtu = mtu ? nic_mtu(mtu->value) : 0;
	nic.mtu_line = mtu ? mtu->line : 0;
	nic.address.pool = guest->pool;
	add_addresses(guest, &nic, ini, "ipv4");
	nic.is_static = method && strcmp(method, "manual") == 0 && nic.address.count > 0;
	add_addresses(guest, &nic, ini, "ipv6");
	if (get(ini, "ipv4", "gateway"))
		nic.gateway = get(ini, "ipv4", "gateway");
	nic.dns = dns_of(guest->pool, ini);
	nic.is_compound = nic.role != NIC_CARD || nic.master;
	nic.is_card = nic.role == NIC_CARD && strcmp(nic.name, "*") != 0 &&
		      !nic_is_other_medium(nic.name);
	nic_add(guest, nics, nic);
}

/* Names of copies and hidden files are passed over. */
static bool is_copy(const char *name)
{
	size_t len = strlen(name);

	return name[len - 1] == '~' || strstr(name, ".rpm") ||
	       (len > 4 && (strcmp(name + len - 4, ".bak") == 0 ||
			    strcmp(name + len - 4, ".swp") == 0));
}

static struct strs files_of(struct guest *guest)
{
	struct strs files = { .pool = guest->pool };
	struct strs found = tree_match(guest->tree, PROFILES, "[!.]*");

	for (size_t i = 0; i < found.count && files.count <= NICS_MAX; i++)
		if (!is_copy(found.item[i]) &&
		    tree_has(guest->tree, found.item[i], TREE_FILE))
			strs_add(&files, found.item[i]);
	return files;
}

static void gather(struct guest *guest, struct nics *nics)
{
	struct strs files = files_of(guest);
	enum service_state state =
		files.count ? guest_service(guest, "NetworkManager").state : SERVICE_NONE;

	for (size_t i = 0; i < files.count; i++)
		add_file(guest, nics, files.item[i],
			 state == SERVICE_ON || state == SERVICE_UNKNOWN);
}

/* What is of the old network: addresses, gateway, name servers and routes. */
static bool is_old(const struct ini_section *section, const struct ini_key *key)
{
	static const char *const names[] = { "gateway", "dns", "ignore-auto-dns",
					     "ignore-auto-routes" };

	(void)section;
	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++)
		if (strcmp(key->name, names[i]) == 0)
			return true;
	return is_address(key->name) || (strncmp(key->name, "route", 5) == 0 &&
					 key->name[5] >= '0' && key->name[5] <= '9');
}

static void make_dhcp(struct nic_edit *edit, const struct nic *nic)
{
	struct pool *pool = edit->guest->pool;
	struct bytes text;

	if (!nic_edit_read(edit, nic->path, &text))
		return;
	text = ini_comment_all(pool, text, "ipv4", is_old, NIC_TAG);
	if (!nic->is_dhcp)
		text = ini_set(pool, text, "ipv4", "method", "auto");
	if (!nics_any_started(edit->nics))
		text = ini_set(pool, text, "connection", "autoconnect", "true");
	nic_edit_write(edit, nic->path, text);
}

/* "manual" without an address is an error. */
static void drop_ipv6(struct nic_edit *edit, const struct nic *nic)
{
	struct pool *pool = edit->guest->pool;
	const char *method;
	struct bytes text;

	if (!nic_edit_read(edit, nic->path, &text))
		return;
	method = get(ini_parse(pool, text), "ipv6", "method");
	text = ini_comment_all(pool, text, "ipv6", is_old, NIC_TAG);
	if (method && strcmp(method, "manual") == 0)
		text = ini_set(pool, text, "ipv6", "method", "auto");
	nic_edit_write(edit, nic->path, text);
}

static bool is_mac(const struct ini_section *section, const struct ini_key *key)
{
	(void)section;
	return strcmp(key->name, "mac-address") == 0;
}

/* A profile without a name and a MAC is for any card. */
static void drop_mac(struct nic_edit *edit, const struct nic *nic)
{
	struct bytes text;

	if (!nic_edit_read(edit, nic->path, &text))
		return;
	for (size_t i = 0; ethernet[i]; i++)
		text = ini_comment_all(edit->guest->pool, text, ethernet[i], is_mac,
				       NIC_TAG);
	nic_edit_write(edit, nic->path, text);
}

static void lower_mtu(struct nic_edit *edit, const struct nic *nic, unsigned mtu)
{
	struct pool *pool = edit->guest->pool;
	const char *value = pool_printf(pool, "%u", mtu);
	struct bytes text;

	if (!nic_edit_read(edit, nic->path, &text))
		return;
	for (size_t i = 0; ethernet[i]; i++)
		if (nic_mtu(get(ini_parse(pool, text), ethernet[i], "mtu")) > mtu)
			text = ini_set(pool, text, ethernet[i], "mtu", value);
	nic_edit_write(edit, nic->path, text);
}

/* The names a profile holds of other devices are words of these keys. */
static struct bytes rename_key(struct pool *pool, struct bytes text, const char *section,
			       const char *name, const char *old_name,
			       const char *new_name)
{
	const char *value = get(ini_parse(pool, text), section, name);

	if (!value || !nic_names(value, old_name))
		return text;
	return ini_set(pool, text, section, name,
		       pool_printf(pool, "%s%s", new_name, value + strlen(old_name)));
}

static void rename_card(struct nic_edit *edit, const char *old_name, const char *new_name)
{
	static const char *const keys[][2] = { { "connection", "interface-name" },
					       { "match", "interface-name" },
					       { "vlan", "parent" },
					       { "bond", "primary" } };
	struct strs files = files_of(edit->guest);

	for (size_t i = 0; i < files.count; i++) {
		struct bytes text, renamed;

		if (!nic_edit_read(edit, files.item[i], &text))
			continue;
		renamed = text;
		for (size_t k = 0; k < sizeof(keys) / sizeof(*keys); k++)
			renamed = rename_key(edit->guest->pool, renamed, keys[k][0],
					     keys[k][1], old_name, new_name);
		if (!bytes_equal(text, renamed))
			nic_edit_write(edit, files.item[i], renamed);
	}
}

static bool is_name(const struct ini_section *section, const struct ini_key *key)
{
	(void)section;
	return strcmp(key->name, "interface-name") == 0;
}

static void match_any(struct nic_edit *edit, const struct nic *nic)
{
	struct pool *pool = edit->guest->pool;
	struct bytes text;

	if (!nic_edit_read(edit, nic->path, &text))
		return;
	text = ini_comment_all(pool, text, "connection", is_name, NIC_TAG);
	nic_edit_write(edit, nic->path,
		       ini_comment_all(pool, text, "match", is_name, NIC_TAG));
}

const struct nic_source nic_keyfile = {
	.name = "NetworkManager",
	.gather = gather,
	.make_dhcp = make_dhcp,
	.drop_mac = drop_mac,
	.rename = rename_card,
	.drop_ipv6 = drop_ipv6,
	.lower_mtu = lower_mtu,
	.match_any = match_any,
};
