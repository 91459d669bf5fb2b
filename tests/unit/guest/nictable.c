/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The table of names, MACs and addresses, and the MACs that names are bound to. */
#include "guest/nictable.h"

#include "guest/nicpins.h"
#include "unit/guest/made.h"

#define NETPLAN_V1                                                                       \
	"etc/cloud/cloud.cfg.d/50-curtin.cfg = network:\\n  version: 1\\n  config:\\n"   \
	"  - type: physical\\n    name: ens9\\n    mac_address: 00:50:56:00:00:09\\n"    \
	"    subnets:\\n    - {type: static, address: 192.0.2.9/24}\\n"                  \
	"  - type: nameserver\\n    address: 192.0.2.53\\n\n"
#define DHCLIENT                                                                         \
	"var/lib/dhcp/dhclient.leases = lease {\\n  interface \"eth0\";\\n"              \
	"  fixed-address 192.0.2.7;\\n}\\nlease {\\n  interface \"eth0\";\\n"            \
	"  fixed-address 192.0.2.8;\\n  option routers 192.0.2.1,192.0.2.2;\\n}\\n\n"
#define INTERNAL                                                                         \
	"var/lib/NetworkManager/"                                                        \
	"internal-0b5c6a1e-8d8f-4a53-9d0c-6c1f0f4d7a21-ens3.lease = "                    \
	"ADDRESS=192.0.2.3\\nROUTER=192.0.2.1\\n\n"

static const struct {
	const char *what, *tree, *name, *mac, *address, *how, *source;
} rows[] = {
	{ "an interface",
	  "etc/network/interfaces = iface eth0 inet static\\n address "
	  "192.0.2.10/24\\n hwaddress ether 02:00:00:00:00:01\\n\n",
	  "eth0", "02:00:00:00:00:01", "192.0.2.10/24", "fixed", "ifupdown" },
	{ "a profile",
	  "etc/NetworkManager/system-connections/a = [connection]\\n"
	  "type=ethernet\\n[ethernet]\\nmac-address=00:50:56:00:00:01\\n\n",
	  "*", "00:50:56:00:00:01", NULL, "dhcp", "NetworkManager" },
	{ "a bond",
	  "etc/sysconfig/network-scripts/ifcfg-bond0 = "
	  "DEVICE=bond0\\nTYPE=Bond\\nIPADDR=192.0.2.4\\n\n",
	  "bond0", NULL, "192.0.2.4", "fixed", "ifcfg" },
	{ "a .link file",
	  "etc/systemd/network/1.link = "
	  "[Match]\\nMACAddress=00:50:56:00:00:02\\n[Link]\\nName=lan\\n\n",
	  "lan", "00:50:56:00:00:02", NULL, "name", ".link file" },
	{ "a rule of udev",
	  "etc/udev/rules.d/70-persistent-net.rules = SUBSYSTEM==\"net\", "
	  "ATTR{address}==\"00:50:56:00:00:03\", NAME=\"eth5\"\\n\n",
	  "eth5", "00:50:56:00:00:03", NULL, "name", "udev" },
	{ "cloud-init, version 1", NETPLAN_V1, "ens9", "00:50:56:00:00:09",
	  "192.0.2.9/24", "fixed", "cloud-init" },
	{ "the last lease of dhclient", DHCLIENT, "eth0", NULL, "192.0.2.8", "lease",
	  "dhclient" },
	{ "a lease of NetworkManager", INTERNAL, "ens3", NULL, "192.0.2.3", "lease",
	  "NetworkManager" },
};

static void one_row(void)
{
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		struct made *made = made_open(rows[i].tree);
		const struct nic_table *table = guest_nic_table(&made->guest);

		EXPECT_INT(table->count, 1);
		if (table->count == 1) {
			const struct nic_row *row = &table->row[0];

			EXPECT_STR(row->name, rows[i].name);
			EXPECT_STR(row->mac ? row->mac : "",
				   rows[i].mac ? rows[i].mac : "");
			EXPECT_STR(row->address.count ? row->address.item[0] : "",
				   rows[i].address ? rows[i].address : "");
			EXPECT_STR(row->how, rows[i].how);
			EXPECT_STR(row->source, rows[i].source);
		} else {
			fprintf(stderr, "%s: %zu rows\n", rows[i].what, table->count);
		}
		made_close(made);
	}
}

/* What does not say an address, or breaks off, is no row and no harm. */
static void nothing(void)
{
	struct made *made =
		made_open("var/lib/dhcp/dhclient.leases = lease {\\n}\\n}\\n\n"
			  "var/lib/dhcpcd/eth0.lease = short\n"
			  "var/lib/NetworkManager/internal-a.lease = ADDRESS\n"
			  "etc/cloud/cloud.cfg.d/a.cfg = network: [\\n\n"
			  "etc/iftab = eth0 mac\\n\n");

	EXPECT_INT(guest_nic_table(&made->guest)->count, 0);
	made_close(made);
}

static void pins_are_checked(void)
{
	static const char *const bad[] = { "",
					   "eth0",
					   "=52:54:00:12:34:56",
					   "eth0=",
					   "eth0=52:54:00:12:34",
					   "eth0=52:54:00:12:34:5g",
					   "eth0=52:54:00:12:34:56:78",
					   "averylonginterface=52:54:00:12:34:56",
					   "a\"b=52:54:00:12:34:56",
					   "a/b=52:54:00:12:34:56" };
	struct pool *pool = pool_new();

	for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++)
		EXPECT(nicpin_problem(pool, bad[i]) != NULL);
	EXPECT(nicpin_problem(pool, "ens192=52-54-00-AB-cd-56") == NULL);
	EXPECT(nicpin_same_mac("52-54-00-AB-cd-56", "52:54:00:ab:CD:56"));
	EXPECT(!nicpin_same_mac("52:54:00:ab:cd:56", "52:54:00:ab:cd:57"));
	EXPECT(!nicpin_same_mac("", ""));
	pool_free(pool);
}

const struct test tests[] = {
	{ "one row", one_row },
	{ "nothing", nothing },
	{ "pins are checked", pins_are_checked },
	{ 0 },
};
