/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "format/netplan.h"

#include "sample.h"

static struct netplan *read_sample(struct pool *pool, const char *name)
{
	return netplan_parse(pool,
			     sample_read(pool, pool_printf(pool, "netplan/%s", name)));
}

static struct yamledit edit_of(const struct netplan *netplan)
{
	return (struct yamledit){ .doc = netplan->doc, .tag = "# drydock: " };
}

static const char *done(struct yamledit *edit)
{
	struct bytes text;

	return yamledit_done(edit, &text) ? bytes_str(edit->doc->pool, text)
					  : edit->why_not;
}

static void reads_definitions(void)
{
	struct pool *pool = pool_new();
	struct netplan *netplan = read_sample(pool, "cloud-init-50");
	struct netplan_device *eth0 = netplan_device(netplan, "eth0");

	EXPECT_INT(netplan->count, 1);
	EXPECT_INT(eth0->line, 8);
	EXPECT_INT(eth0->address.count, 2);
	EXPECT_INT(eth0->address_line, 10);
	EXPECT_INT(eth0->ipv6_line, 11);
	EXPECT_INT(eth0->dhcp4, NETPLAN_FALSE);
	EXPECT_INT(eth0->dhcp6, NETPLAN_UNSET);
	EXPECT_STR(eth0->match_mac, "00:50:56:aa:bb:cc");
	EXPECT_INT(eth0->mac_line, 14);
	EXPECT_STR(eth0->set_name, "eth0");
	EXPECT_STR(eth0->dns.item[1], "2001:db8::53");
	netplan = read_sample(pool, "bonds-vlans-bridges");
	EXPECT_INT(netplan->count, 7);
	EXPECT_STR(netplan->renderer, "networkd");
	EXPECT_STR(netplan_device(netplan, "bond0")->parts.item[1], "eno2");
	EXPECT_STR(netplan_device(netplan, "eno3.7")->link, "eno3");
	EXPECT_INT(netplan_device(netplan, "eno3.7")->kind, NETPLAN_VLAN);
	EXPECT(!netplan_device(netplan, "eno4"));
	netplan = read_sample(pool, "odd");
	EXPECT_STR(netplan_device(netplan, "lan")->match_driver, "vmxnet3");
	EXPECT_STR(netplan_device(netplan, "lan")->address.item[0], "192.0.2.10/24");
	EXPECT(!read_sample(pool, "empty")->problem);
	EXPECT_INT(read_sample(pool, "anchors")->device[2].dhcp4, NETPLAN_FALSE);
	pool_free(pool);
}

static void tells_what_netplan_refuses(void)
{
	static const struct {
		const char *text;
		unsigned line;
		const char *problem;
	} wrong[] = {
		{ "network:\n  version:2\n  renderer:NetworkManager\n  ethernets:\n", 2,
		  "no blank behind the colon: version:2" },
		{ "network:\n  version: 2\n  renderer:NetworkManager\n  ethernets: {}\n",
		  3, "no blank behind the colon: renderer:NetworkManager" },
		{ "network:\n", 1, "no map of definitions in \"network\"" },
		{ "ethernets: {}\n", 1,
		  "netplan knows no \"ethernets\" beside \"network\"" },
		{ "network: {version: 1}\n", 1, "version 1, where netplan has only 2" },
		{ "network:\n  ethernets:\n  ens3:\n    dhcp4: yes\n", 2,
		  "ethernets defines nothing: is the next line indented?" },
		{ "network:\n  ethernets:\n    ens3:\n    dhcp4: yes\n", 3,
		  "ens3 defines nothing: is the next line indented?" },
		{ "network:\n  ethernets:\n    ens3:\n      dhcp4: 1\n", 4,
		  "dhcp4 is neither true nor false" },
		{ "network:\n  ethernets:\n    ens3:\n      addresses: 192.0.2.1/24\n", 4,
		  "addresses is no list" },
		{ "network:\n  ethernets:\n\tens3: {}\n", 3,
		  "found character that cannot start any token" },
	};
	struct pool *pool = pool_new();

	for (size_t i = 0; i < sizeof(wrong) / sizeof(*wrong); i++) {
		struct netplan *netplan = netplan_parse(pool, bytes_of(wrong[i].text));

		EXPECT_STR(netplan->problem, wrong[i].problem);
		EXPECT_INT(netplan->problem_line, wrong[i].line);
	}
	pool_free(pool);
}

static void reads_what_cloud_init_writes(void)
{
	struct pool *pool = pool_new();
	struct netplan *netplan = netplan_parse_cloud(
		pool,
		bytes_of("users: []\nnetwork:\n  version: 2\n  ethernets: {a: {}}\n"));

	EXPECT_INT(netplan->count, 1);
	EXPECT(!netplan->problem);
	netplan = netplan_parse_cloud(pool, bytes_of("network: {config: disabled}\n"));
	EXPECT(netplan->is_disabled);
	netplan = netplan_parse_cloud(pool,
				      bytes_of("network: {version: 1, config: []}\n"));
	EXPECT(!netplan->is_disabled);
	EXPECT_STR(netplan->version, "1");
	EXPECT(!netplan_parse_cloud(pool, bytes_of("#cloud-config\n"))->problem);
	EXPECT(netplan_parse_cloud(pool, bytes_of("{"))->problem);
	pool_free(pool);
}

static void drops_old_addresses(void)
{
	struct pool *pool = pool_new();
	struct netplan *netplan = read_sample(pool, "crlf");
	struct yamledit edit = edit_of(netplan);

	netplan_drop_ipv4(&edit, &netplan->device[0]);
	yamledit_set(&edit, netplan->device[0].map, "dhcp4", "true");
	EXPECT_STR(done(&edit),
		   "network:\r\n  version: 2\r\n  ethernets:\r\n    ens3:\r\n"
		   "      # drydock: addresses: [192.0.2.10/24]   # B\xc3\xbcro\r\n"
		   "      # drydock: gateway4: 192.0.2.1\r\n      dhcp4: true\r\n");
	netplan = read_sample(pool, "flow");
	edit = edit_of(netplan);
	netplan_drop_ipv4(&edit, &netplan->device[0]);
	yamledit_set(&edit, netplan->device[0].map, "dhcp4", "true");
	yamledit_set(&edit, netplan->device[1].map, "optional", "true");
	EXPECT_STR(done(&edit),
		   "network: {version: 2, ethernets: {ens3: {dhcp4: true, addresses: "
		   "[\"2001:db8::10/64\"]}, 'ens4': {optional: true}}}\n");
	pool_free(pool);
}

static void drops_by_family(void)
{
	struct pool *pool = pool_new();
	struct netplan *netplan = read_sample(pool, "cloud-init-50");
	struct yamledit edit = edit_of(netplan);
	const char *text;

	netplan_drop_ipv6(&edit, &netplan->device[0]);
	text = done(&edit);
	EXPECT(strstr(text, "            - 192.0.2.10/24\n"
			    "            # drydock: - 2001:db8::10/64\n"));
	EXPECT(strstr(text, "                via: 192.0.2.1\n"
			    "            # drydock: -   to: ::/0\n"
			    "            # drydock:     via: 2001:db8::1\n"));
	netplan = netplan_parse(pool, bytes_of(text));
	EXPECT_INT(netplan->device[0].address.count, 1);
	edit = edit_of(netplan);
	netplan_drop_mac(&edit, &netplan->device[0]);
	text = done(&edit);
	EXPECT(strstr(text,
		      "            # drydock: match:\n"
		      "            # drydock:     macaddress: 00:50:56:aa:bb:cc\n"));
	EXPECT(strstr(text, "            # drydock: set-name: eth0\n"));
	pool_free(pool);
}

static void renames_in_all_places(void)
{
	struct pool *pool = pool_new();
	struct netplan *netplan = read_sample(pool, "bonds-vlans-bridges");
	struct yamledit edit = edit_of(netplan);
	const char *text;

	netplan_rename(&edit, netplan, "eno1", "eth0");
	netplan_rename(&edit, netplan, "eno3", "eth2");
	text = done(&edit);
	EXPECT(strstr(text, "    eth0: {}\n    eno2: {}\n    eth2:\n"));
	EXPECT(strstr(text, "interfaces: [eth0, eno2]\n"));
	EXPECT(strstr(text, "primary: eth0\n"));
	EXPECT(strstr(text, "    eth2.7: {id: 7, link: eth2,"));
	EXPECT(strstr(text, "        - eth2\n"));
	EXPECT(strstr(text, "path-cost: {eth2: 20}\n"));
	EXPECT(!strstr(text, "eno1") && !strstr(text, "eno3"));
	netplan = read_sample(pool, "anchors");
	edit = edit_of(netplan);
	netplan_rename(&edit, netplan, "ens3", "eth0");
	EXPECT(strstr(done(&edit), "    \"eth0\": &card\n"));
	pool_free(pool);
}

static void matches_any_card(void)
{
	struct pool *pool = pool_new();
	struct netplan *netplan = netplan_parse(
		pool, bytes_of("network:\n  ethernets:\n    lan:\n      match:\n"
			       "        driver: e1000\n      dhcp4: yes\n"));
	struct yamledit edit = edit_of(netplan);

	netplan_match_any(&edit, &netplan->device[0]);
	EXPECT_STR(done(&edit), "network:\n  ethernets:\n    lan:\n"
				"      match: {name: \"e*\"}\n"
				"      # drydock: match:\n"
				"      # drydock:   driver: e1000\n      dhcp4: yes\n");
	pool_free(pool);
}

/* Cards of one definition change together, and it is left whole for the others. */
static void keeps_anchors(void)
{
	struct pool *pool = pool_new();
	struct netplan *netplan = read_sample(pool, "anchors");
	struct yamledit edit = edit_of(netplan);

	EXPECT(netplan->device[0].map == netplan->device[2].map);
	netplan_drop_ipv4(&edit, &netplan->device[1]);
	yamledit_set(&edit, netplan->device[1].map, "dhcp4", "true");
	EXPECT(strstr(done(&edit), "    ens4:\n      dhcp4: true\n"
				   "      # drydock: addresses: [198.51.100.4/24]\n"
				   "    ens5: *card\n"));
	pool_free(pool);
}

const struct test tests[] = {
	{ "reads definitions", reads_definitions },
	{ "tells what netplan refuses", tells_what_netplan_refuses },
	{ "reads what cloud-init writes", reads_what_cloud_init_writes },
	{ "drops old addresses", drops_old_addresses },
	{ "drops by family, and a MAC", drops_by_family },
	{ "renames in all places", renames_in_all_places },
	{ "matches any card", matches_any_card },
	{ "keeps anchors", keeps_anchors },
	{ 0 },
};
