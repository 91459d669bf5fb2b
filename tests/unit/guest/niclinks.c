/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The MTU of .link and .netdev files, and of the definitions in the table. */
#include "guest/niclinks.h"

#include <limits.h>

#include "guest/nictable.h"
#include "unit/guest/made.h"

static const struct {
	const char *match, *mtu;
	unsigned bytes; /* 0: it is not listed */
} links[] = {
	{ "OriginalName=*", "9000", 9000 },
	{ "OriginalName=eth*", "9K", 9216 },
	{ "OriginalName=ens192", "1M", 1 << 20 },
	{ "OriginalName=wlan0 enp3s0", "3G", 3U << 30 },
	{ "OriginalName=e*", "4G", UINT_MAX },
	{ "MACAddress=00:50:56:00:00:02", "18446744073709551616K", UINT_MAX },
	{ "Type=ether", "1500", 1500 },
	{ "OriginalName=lo", "65536", 0 },
	{ "OriginalName=wlan0 docker0", "9000", 0 },
	{ "Type=wlan", "9000", 0 },
	{ "Kind=bond", "9000", 0 },
	{ "Type=ether", "", 0 },
	{ "Type=ether", "jumbo", 0 },
	{ "Type=ether", "-9000", 0 },
	{ "Type=ether", "9000KK", 0 },
	{ "Type=ether", "9000k", 0 },
};

static void links_for_cards_are_listed(void)
{
	for (size_t i = 0; i < sizeof(links) / sizeof(*links); i++) {
		char text[256];
		struct made *made;
		struct nic_links list;
		int before = test_failures;

		(void)snprintf(text, sizeof(text),
			       "etc/systemd/network/1.link = [Match]\\n%s\\n[Link]\\n"
			       "MTUBytes=%s\\n\n",
			       links[i].match, links[i].mtu);
		made = made_open(text);
		list = guest_nic_links(&made->guest);
		EXPECT_INT(list.count, links[i].bytes != 0);
		if (list.count == 1) {
			EXPECT_INT(list.link[0].mtu, links[i].bytes);
			EXPECT_INT(list.link[0].line, 4);
			EXPECT(!list.link[0].is_made);
		}
		if (test_failures > before)
			printf("in: %s, %s\n", links[i].match, links[i].mtu);
		made_close(made);
	}
}

/* Only what is made of cards, and only where networkd makes it. */
static void what_is_made_is_listed(void)
{
	static const char netdevs[] =
		"etc/systemd/network/1.netdev = "
		"[NetDev]\\nName=bond0\\nKind=bond\\nMTUBytes=9000\\n\n"
		"etc/systemd/network/2.netdev = "
		"[NetDev]\\nName=wg0\\nKind=wireguard\\nMTUBytes=9000\\n\n"
		"usr/lib/systemd/systemd\nsbin/init -> ../usr/lib/systemd/systemd\n"
		"usr/lib/systemd/system/systemd-networkd.service = [Unit]\n";
	char text[1024];
	struct made *made;
	struct nic_links list;

	(void)snprintf(text, sizeof(text), "%s%s", netdevs,
		       "etc/systemd/system/multi-user.target.wants/"
		       "systemd-networkd.service -> /x\n");
	made = made_open(text);
	list = guest_nic_links(&made->guest);
	if (EXPECT_INT(list.count, 1)) {
		struct bytes set = niclink_set_mtu(made->guest.pool,
						   bytes_of("[NetDev]\nMTUBytes=9K\n"),
						   &list.link[0], 1460);

		EXPECT(list.link[0].is_made);
		EXPECT_STR(list.link[0].name, "bond0");
		EXPECT_STR(bytes_str(made->guest.pool, set), "[NetDev]\nMTUBytes=1460\n");
	}
	made_close(made);
	made = made_open(netdevs);
	EXPECT_INT(guest_nic_links(&made->guest).count, 0);
	made_close(made);
}

static void the_table_tells_it(void)
{
	struct made *made = made_open("etc/network/interfaces = "
				      "iface eth0 inet dhcp\\n mtu 9000\\n"
				      "iface eth1 inet dhcp\\n\n");
	const struct nic_table *table = guest_nic_table(&made->guest);

	if (EXPECT_INT(table->count, 2)) {
		EXPECT_INT(table->row[0].mtu, 9000);
		EXPECT_INT(table->row[1].mtu, 0);
	}
	made_close(made);
}

const struct test tests[] = {
	{ "links for cards are listed", links_for_cards_are_listed },
	{ "what is made is listed", what_is_made_is_listed },
	{ "the table tells it", the_table_tells_it },
	{ 0 },
};
