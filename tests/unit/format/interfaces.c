/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "format/interfaces.h"

#include "sample.h"

static const struct interfaces_stanza *find(struct pool *pool, struct bytes text,
					    const char *name, const char *family)
{
	static const struct interfaces_stanza none = { .name = "", .method = "" };
	struct interfaces *file = interfaces_parse(pool, text);

	for (size_t i = 0; i < file->count; i++)
		if (strcmp(file->stanza[i].name, name) == 0 &&
		    strcmp(file->stanza[i].family, family) == 0)
			return &file->stanza[i];
	EXPECT(!"stanza");
	return &none;
}

static void reads_stanzas(void)
{
	struct pool *pool = pool_new();
	struct bytes text = sample_read(pool, "interfaces/debian-static");
	struct interfaces *file = interfaces_parse(pool, text);
	const struct interfaces_stanza *s = find(pool, text, "ens192", "inet");
	const struct interfaces_option *dns = interfaces_option(s, "dns_nameservers");

	EXPECT_INT(file->count, 8);
	EXPECT_INT(file->stanza[0].kind, INTERFACES_SOURCE);
	EXPECT_STR(file->stanza[0].word[1].text, "/etc/network/interfaces.d/*");
	EXPECT_INT(file->stanza[3].kind, INTERFACES_AUTO);
	EXPECT_INT(s->line, 12);
	EXPECT_STR(s->method, "static");
	EXPECT_INT(s->options, 8);
	if (!EXPECT(dns))
		return;
	EXPECT_INT(dns->line, 18);
	EXPECT_INT(dns->words, 2);
	EXPECT_STR(dns->word[1].text, "192.168.10.2");
	EXPECT_STR(interfaces_option(s, "up")->value_text,
		   "ip route add 10.0.0.0/8 via 192.168.10.254 dev ens192");
	EXPECT_STR(text_str(pool, text, interfaces_option(s, "mtu")->span), "\tmtu 1400");
	EXPECT(!interfaces_option(s, "the"));
	pool_free(pool);
}

static void tells_kinds(void)
{
	struct pool *pool = pool_new();
	struct bytes text = sample_read(pool, "interfaces/ubuntu-bond-bridge");
	struct bytes debian = sample_read(pool, "interfaces/debian-static");

	EXPECT_INT(interfaces_kind(find(pool, text, "lo", "inet")), INTERFACES_LOOPBACK);
	EXPECT_INT(interfaces_kind(find(pool, text, "eth0", "inet")),
		   INTERFACES_PHYSICAL);
	EXPECT_INT(interfaces_kind(find(pool, text, "bond0", "inet")), INTERFACES_BOND);
	EXPECT_INT(interfaces_kind(find(pool, text, "br0", "inet")), INTERFACES_BRIDGE);
	EXPECT_INT(interfaces_kind(find(pool, text, "eth0:1", "inet")), INTERFACES_ALIAS);
	EXPECT_INT(interfaces_kind(find(pool, debian, "ens192.100", "inet")),
		   INTERFACES_VLAN);
	EXPECT_STR(find(pool, text, "home", "inet")->inherits->text, "eth0");
	EXPECT_INT(interfaces_kind(find(pool, bytes_of("iface tun0 inet manual"), "tun0",
					"inet")),
		   INTERFACES_VIRTUAL);
	pool_free(pool);
}

static void renames_whole_words(void)
{
	struct pool *pool = pool_new();

	EXPECT(bytes_is(
		interfaces_rename(pool,
				  bytes_of("# eth0\nauto lo eth0 eth01\t\\\n eth0\n"
					   "allow-hotplug eth0.5\n"
					   "iface eth0 inet manual inherits eth0\n"
					   " address eth0 # no\n"
					   " bond_slaves eth0 eth00 xeth0\n"
					   " up ip link set eth0 up;ethtool eth0\n"
					   "mapping eth0\r\n script eth0"),
				  "eth0", "ens3"),
		"# eth0\nauto lo ens3 eth01\t\\\n ens3\n"
		"allow-hotplug ens3.5\n"
		"iface ens3 inet manual inherits ens3\n"
		" address eth0 # no\n"
		" bond_slaves ens3 eth00 xeth0\n"
		" up ip link set ens3 up;ethtool ens3\n"
		"mapping ens3\r\n script eth0"));
	EXPECT(bytes_is(interfaces_rename(pool, bytes_of("iface inet inet static\n"),
					  "inet", "x"),
			"iface x inet static\n"));
	EXPECT(bytes_is(interfaces_rename(pool, bytes_of("auto eth0\n"), "", "x"),
			"auto eth0\n"));
	pool_free(pool);
}

static struct bytes dhcp(struct pool *pool, const char *s)
{
	struct bytes text = bytes_of(s);

	return interfaces_make_dhcp(pool, text, &interfaces_parse(pool, text)->stanza[0]);
}

static void makes_dhcp(void)
{
	struct pool *pool = pool_new();

	EXPECT(bytes_is(dhcp(pool, "iface eth0  inet static # x\n"
				   "\taddress 10.0.0.2\n"
				   "\t# address 10.0.0.3\n"
				   "  netmask 24\n"
				   "mtu 1400\n"
				   " dns-nameservers 1.1.1.1 \\\n"
				   "    8.8.8.8\n"
				   " up echo address\n"
				   "auto lo\n"
				   "address 1.2.3.4"),
			"iface eth0  inet dhcp # x\n"
			"\t# drydock: address 10.0.0.2\n"
			"\t# address 10.0.0.3\n"
			"  # drydock: netmask 24\n"
			"mtu 1400\n"
			" # drydock: dns-nameservers 1.1.1.1 \\\n"
			"    # drydock: 8.8.8.8\n"
			" up echo address\n"
			"auto lo\n"
			"address 1.2.3.4"));
	EXPECT(bytes_is(dhcp(pool, "iface e inet6 static\r\n gateway ::1\r\n"),
			"iface e inet6 auto\r\n # drydock: gateway ::1\r\n"));
	EXPECT(bytes_is(dhcp(pool, "iface e inet dhcp\nhwaddress ether 0:1"),
			"iface e inet dhcp\n# drydock: hwaddress ether 0:1"));
	EXPECT(bytes_is(dhcp(pool, "iface e\n address x\n"), "iface e\n address x\n"));
	pool_free(pool);
}

static void survives_hostile_text(void)
{
	static const char *const hostile[] = {
		"iface",        "iface a inherits",
		"auto \\",      "\\",
		"\\\n\\\n",     "iface a b c\n\\\n",
		"address 1",    "iface a inet static\naddress",
		"auto\\\r\nlo", "# x \\\nauto lo",
		"allow-",       "iface a b inherits x y",
	};
	struct pool *pool = pool_new();

	for (size_t i = 0; i < sizeof(hostile) / sizeof(*hostile); i++) {
		struct bytes text = bytes_of(hostile[i]);
		struct interfaces *file = interfaces_parse(pool, text);

		interfaces_rename(pool, text, "a", "b");
		for (size_t k = 0; k < file->count; k++) {
			interfaces_kind(&file->stanza[k]);
			if (file->stanza[k].kind == INTERFACES_IFACE)
				interfaces_make_dhcp(pool, text, &file->stanza[k]);
		}
	}
	EXPECT_INT(interfaces_parse(pool, bytes_of("# x \\\nauto lo"))->count, 1);
	EXPECT_INT(interfaces_parse(pool, bytes_of("auto\\\r\nlo"))->stanza[0].words, 2);
	pool_free(pool);
}

const struct test tests[] = {
	{ "reads stanzas", reads_stanzas },
	{ "tells kinds", tells_kinds },
	{ "renames whole words", renames_whole_words },
	{ "makes dhcp", makes_dhcp },
	{ "survives hostile text", survives_hostile_text },
	{ 0 },
};
