/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The firewalls of the distributions, judged for a port. */
#include "guest/firewall.h"

#include "unit/guest/made.h"

#define SYSTEMD "usr/lib/systemd/systemd\nsbin/init -> ../usr/lib/systemd/systemd\n"
#define STARTED(name)                                                                    \
	SYSTEMD "usr/lib/systemd/system/" name ".service = [Unit]\n"                     \
		"etc/systemd/system/multi-user.target.wants/" name ".service -> /x\n"
#define FIREWALLD STARTED("firewalld")
#define PUBLIC    "/etc/firewalld/zones/public.xml"
#define UFW                                                                              \
	STARTED("ufw")                                                                   \
	"etc/ufw/ufw.conf = ENABLED=yes\\n\n"
#define UFW_RULES                                                                        \
	"etc/ufw/user.rules = *filter\\n:ufw-user-input - [0:0]\\n"                      \
	"-A ufw-user-input -p tcp --dport 80 -j ACCEPT\\n"
#define CLOSED                                                                           \
	"= *filter\\n:INPUT ACCEPT [0:0]\\n-A INPUT -i lo -j ACCEPT\\n"                  \
	"-A INPUT -j DROP\\nCOMMIT\\n\n"

static const struct {
	const char *what, *tree;
	unsigned port;
	enum firewall_answer answer;
	const char *path;
	unsigned line;
	const char *fixed_path, *fixed; /* NULL: it cannot be put right here */
} table[] = {
	{ "a zone of the package without SSH",
	  FIREWALLD "usr/lib/firewalld/zones/public.xml = "
		    "<zone>\\n  <service name=\"cockpit\"/>\\n</zone>\\n\n",
	  22, FIREWALL_IS_CLOSED, "/usr/lib/firewalld/zones/public.xml", 0, PUBLIC,
	  "<service name=\"ssh\"/>" },
	{ "the administrator's own zone comes first",
	  FIREWALLD "usr/lib/firewalld/zones/public.xml = <zone></zone>\n"
		    "etc/firewalld/zones/public.xml = "
		    "<zone><service name=\"ssh\"/></zone>\n",
	  22, FIREWALL_IS_OPEN, PUBLIC, 0, PUBLIC, "" },
	{ "SSH is not on the port of its service",
	  FIREWALLD "etc/firewalld/zones/public.xml = "
		    "<zone><service name=\"ssh\"/></zone>\n",
	  2222, FIREWALL_IS_CLOSED, PUBLIC, 0, NULL, NULL },
	{ "its port is let in",
	  FIREWALLD "etc/firewalld/zones/public.xml = "
		    "<zone><port protocol=\"tcp\" port=\"2222\"/></zone>\n",
	  2222, FIREWALL_IS_OPEN, PUBLIC, 0, NULL, NULL },
	{ "the zone that is the default, which takes all",
	  FIREWALLD "etc/firewalld/firewalld.conf = DefaultZone=trusted\\n\n"
		    "usr/lib/firewalld/zones/trusted.xml = "
		    "<zone target=\"ACCEPT\"></zone>\n",
	  22, FIREWALL_IS_OPEN, "/usr/lib/firewalld/zones/trusted.xml", 0,
	  "/etc/firewalld/zones/trusted.xml", "" },
	{ "a zone by a path is none",
	  FIREWALLD "etc/firewalld/firewalld.conf = DefaultZone=../../shadow\\n\n", 22,
	  FIREWALL_IS_UNKNOWN, "/usr/lib/firewalld/zones/public.xml", 0, NULL, NULL },
	{ "a zone that is none",
	  FIREWALLD "etc/firewalld/zones/public.xml = <zone>\\n<service\n", 22,
	  FIREWALL_IS_UNKNOWN, PUBLIC, 0, NULL, NULL },
	{ "only some are let in",
	  FIREWALLD "etc/firewalld/zones/public.xml = <zone><rule><source "
		    "address=\"192.0.2.0/24\"/><service name=\"ssh\"/><accept/></rule>"
		    "</zone>\n",
	  22, FIREWALL_IS_NARROW, PUBLIC, 0, PUBLIC, "<service name=\"ssh\"/>" },

	{ "rules of EL", STARTED("iptables") "etc/sysconfig/iptables " CLOSED, 22,
	  FIREWALL_IS_CLOSED, "/etc/sysconfig/iptables", 4, "/etc/sysconfig/iptables",
	  "-A INPUT -p tcp -m tcp --dport 22 -j ACCEPT\n" },
	{ "rules of Debian",
	  STARTED("netfilter-persistent") "etc/iptables/rules.v4 " CLOSED, 2222,
	  FIREWALL_IS_CLOSED, "/etc/iptables/rules.v4", 4, "/etc/iptables/rules.v4",
	  "-A INPUT -p tcp -m tcp --dport 2222 -j ACCEPT\n" },
	{ "no rules were saved", STARTED("iptables"), 22, FIREWALL_IS_OPEN,
	  "/etc/iptables/iptables.rules", 0, NULL, NULL },

	{ "a policy of nft",
	  STARTED("nftables") "etc/nftables.conf = table inet filter {\\nchain input {\\n"
			      "type filter hook input priority 0; policy drop;\\n}\\n}\\n"
			      "\n",
	  22, FIREWALL_IS_CLOSED, "/etc/nftables.conf", 3, NULL, NULL },
	{ "no ruleset of nft", STARTED("nftables"), 22, FIREWALL_IS_OPEN,
	  "/etc/nftables.nft", 0, NULL, NULL },

	{ "ufw drops what no rule takes", UFW UFW_RULES "### END RULES ###\\nCOMMIT\\n\n",
	  22, FIREWALL_IS_CLOSED, "/etc/ufw/user.rules", 0, "/etc/ufw/user.rules",
	  "-A ufw-user-input -p tcp --dport 22 -j ACCEPT\n" },
	{ "ufw accepts what no rule takes",
	  UFW UFW_RULES "### END RULES ###\\nCOMMIT\\n\n"
			"etc/default/ufw = DEFAULT_INPUT_POLICY=\"accept\"\\n\n",
	  22, FIREWALL_IS_OPEN, "/etc/ufw/user.rules", 0, "/etc/ufw/user.rules",
	  "### tuple ### allow tcp 22 " },
	{ "ufw's own mark is gone", UFW UFW_RULES "COMMIT\\n\n", 22, FIREWALL_IS_CLOSED,
	  "/etc/ufw/user.rules", 0, NULL, NULL },
	{ "ufw has a rule for it", UFW UFW_RULES "COMMIT\\n\n", 80, FIREWALL_IS_OPEN,
	  "/etc/ufw/user.rules", 3, NULL, NULL },
	{ "ufw has no rules at all", UFW, 22, FIREWALL_IS_UNKNOWN, "/lib/ufw/user.rules",
	  0, NULL, NULL },

	{ "SuSEfirewall2 by port",
	  STARTED("SuSEfirewall2") "etc/sysconfig/SuSEfirewall2 = "
				   "FW_SERVICES_EXT_TCP=\"http 20:25\"\\n\n",
	  22, FIREWALL_IS_OPEN, "/etc/sysconfig/SuSEfirewall2", 0,
	  "/etc/sysconfig/SuSEfirewall2", "\"http 20:25 22\"" },
	{ "SuSEfirewall2 by service",
	  STARTED("SuSEfirewall2") "etc/sysconfig/SuSEfirewall2 = "
				   "FW_CONFIGURATIONS_EXT=\"apache2 sshd\"\\n\n",
	  22, FIREWALL_IS_OPEN, "/etc/sysconfig/SuSEfirewall2", 0,
	  "/etc/sysconfig/SuSEfirewall2", "FW_SERVICES_EXT_TCP=\"22\"" },
	{ "a service is for its own port",
	  STARTED("SuSEfirewall2") "etc/sysconfig/SuSEfirewall2 = "
				   "FW_CONFIGURATIONS_EXT=\"sshd\"\\n"
				   "FW_SERVICES_EXT_TCP=\"ssh 2223:\"\\n\n",
	  2222, FIREWALL_IS_CLOSED, "/etc/sysconfig/SuSEfirewall2", 0,
	  "/etc/sysconfig/SuSEfirewall2", "\"ssh 2223: 2222\"" },
	{ "SuSEfirewall2 without its file", STARTED("SuSEfirewall2"), 22,
	  FIREWALL_IS_UNKNOWN, "/etc/sysconfig/SuSEfirewall2", 0, NULL, NULL },
};

static void each_is_judged(void)
{
	for (size_t i = 0; i < sizeof(table) / sizeof(*table); i++) {
		struct made *made = made_open(table[i].tree);
		int before = test_failures;
		size_t count;
		const struct firewall *wall =
			guest_firewalls(&made->guest, table[i].port, &count);

		if (EXPECT_INT(count, 1)) {
			EXPECT_INT(wall->answer, table[i].answer);
			EXPECT_STR(wall->path, table[i].path);
			EXPECT_INT(wall->line, table[i].line);
			EXPECT_STR(wall->fixed_path ? wall->fixed_path : "",
				   table[i].fixed_path ? table[i].fixed_path : "");
			EXPECT(!table[i].fixed ||
			       bytes_find(wall->fixed, bytes_of(table[i].fixed), 0) >= 0);
		}
		if (test_failures > before)
			printf("in: %s\n", table[i].what);
		made_close(made);
	}
}

/* What lets in must come before the rule that keeps out. */
static void the_repair_lets_in(void)
{
	for (size_t i = 0; i < sizeof(table) / sizeof(*table); i++) {
		struct made *made = made_open(table[i].tree), *again;
		size_t count;
		struct firewall *wall =
			guest_firewalls(&made->guest, table[i].port, &count);
		char path[512];
		FILE *file;

		if (count != 1 || !wall->fixed_path) {
			made_close(made);
			continue;
		}
		/* The same system with that file changed. */
		again = made_open(table[i].tree);
		(void)snprintf(path, sizeof(path), "%s%s", again->dir, wall->fixed_path);
		made_parents(path);
		file = fopen(path, "w");
		if (EXPECT(file != NULL)) {
			(void)fwrite(wall->fixed.data, 1, wall->fixed.len, file);
			(void)fclose(file);
		}
		wall = guest_firewalls(&again->guest, table[i].port, &count);
		if (!EXPECT_INT(count, 1) || !EXPECT_INT(wall->answer, FIREWALL_IS_OPEN))
			printf("in: %s\n", table[i].what);
		made_close(again);
		made_close(made);
	}
}

static void only_those_that_are_started(void)
{
	static const char *const trees[] = {
		SYSTEMD "usr/lib/systemd/system/firewalld.service = [Unit]\n",
		STARTED("ufw") "etc/ufw/ufw.conf = ENABLED=no\\n\n", STARTED("ufw"),
		"etc/sysconfig/iptables " CLOSED
	};

	for (size_t i = 0; i < sizeof(trees) / sizeof(*trees); i++) {
		struct made *made = made_open(trees[i]);
		size_t count = 1;

		(void)guest_firewalls(&made->guest, 22, &count);
		EXPECT_INT(count, 0);
		made_close(made);
	}
}

/* Two at once are two answers, each with its way to switch it off. */
static void all_are_told(void)
{
	struct made *made = made_open(
		UFW UFW_RULES "COMMIT\\n\n"
			      "usr/lib/systemd/system/nftables.service = [Unit]\n"
			      "etc/systemd/system/sysinit.target.wants/nftables.service "
			      "-> /x\n");
	size_t count;
	const struct firewall *walls = guest_firewalls(&made->guest, 22, &count);

	if (EXPECT_INT(count, 2)) {
		EXPECT_STR(walls[0].name, "nftables");
		EXPECT(walls[0].why_not && !walls[0].switch_path);
		EXPECT_STR(walls[1].name, "ufw");
		EXPECT_INT(walls[1].service.state, SERVICE_ON);
		EXPECT_STR(walls[1].switch_path, "/etc/ufw/ufw.conf");
		EXPECT(bytes_equal(walls[1].switched_off, bytes_of("ENABLED=no\n")));
	}
	made_close(made);
}

const struct test tests[] = {
	{ "each is judged", each_is_judged },
	{ "the repair lets in", the_repair_lets_in },
	{ "only those that are started", only_those_that_are_started },
	{ "all are told", all_are_told },
	{ 0 },
};
