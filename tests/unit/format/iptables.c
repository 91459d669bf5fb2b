/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "format/iptables.h"

#include "sample.h"

static void expect(const char *rules, enum iptables_answer answer, unsigned line)
{
	struct pool *pool = pool_new();
	struct iptables_verdict verdict =
		iptables_judge(pool, bytes_of(rules), "INPUT", 22);

	EXPECT_INT(verdict.answer, answer);
	EXPECT_INT(verdict.line, line);
	pool_free(pool);
}

static void rules_are_walked_in_order(void)
{
	expect("*filter\n:INPUT DROP [0:0]\n-A INPUT -p tcp --dport 22 -j "
	       "ACCEPT\nCOMMIT\n",
	       IPTABLES_LETS_IN, 3);
	expect("*filter\n:INPUT DROP [0:0]\n-A INPUT -j REJECT\n"
	       "-A INPUT -p tcp --dport 22 -j ACCEPT\nCOMMIT\n",
	       IPTABLES_KEEPS_OUT, 3);
	expect("*filter\n:INPUT DROP [0:0]\n-A INPUT -i lo -j ACCEPT\n"
	       "-A INPUT -m state --state RELATED,ESTABLISHED -j ACCEPT\nCOMMIT\n",
	       IPTABLES_KEEPS_OUT, 2);
	expect("*filter\n:INPUT ACCEPT [0:0]\n-A INPUT -p udp --dport 22 -j DROP\n"
	       "-A INPUT -s 192.0.2.1 -j DROP\nCOMMIT\n",
	       IPTABLES_RETURNS, 0);
	expect("*nat\n:INPUT DROP [0:0]\n-A INPUT -j DROP\nCOMMIT\n*filter\nCOMMIT\n",
	       IPTABLES_RETURNS, 0);
}

static void options_are_understood_or_doubted(void)
{
	expect("*filter\n:INPUT DROP\n-A INPUT -p tcp -m multiport --dports 80,20:25 -m "
	       "comment --comment \"let -j DROP in\" -j ACCEPT\nCOMMIT\n",
	       IPTABLES_LETS_IN, 3);
	expect("*filter\n:INPUT DROP\n-A INPUT -p tcp ! --dport 22 -j ACCEPT\nCOMMIT\n",
	       IPTABLES_KEEPS_OUT, 2);
	expect("*filter\n:INPUT DROP\n-A INPUT -s 192.0.2.0/24 -p tcp --dport 22 -j "
	       "ACCEPT\nCOMMIT\n",
	       IPTABLES_LETS_SOME, 3);
	expect("*filter\n:INPUT DROP\n-A INPUT -p tcp --dport 222 -j ACCEPT\nCOMMIT\n",
	       IPTABLES_KEEPS_OUT, 2);
	expect("*filter\n:INPUT DROP\n-A INPUT -p tcp --dport ssh -m limit --limit 3/min "
	       "-j "
	       "ACCEPT\nCOMMIT\n",
	       IPTABLES_LETS_SOME, 3);
}

static void chains_are_followed_and_end(void)
{
	expect("*filter\n:INPUT ACCEPT\n:RH - [0:0]\n-A INPUT -j RH\n-A RH -p icmp -j "
	       "ACCEPT\n-A RH -p tcp --dport 80 -j ACCEPT\n-A RH -j REJECT\nCOMMIT\n",
	       IPTABLES_KEEPS_OUT, 7);
	expect("*filter\n:INPUT ACCEPT\n-A INPUT -i eth1 -j A\n-A A -j DROP\nCOMMIT\n",
	       IPTABLES_RETURNS, 0);
	expect("*filter\n:INPUT DROP\n-A INPUT -j A\n-A A -j A\n-A A -j A\nCOMMIT\n",
	       IPTABLES_KEEPS_OUT, 2);
}

static void a_rule_can_come_first(void)
{
	struct pool *pool = pool_new();
	struct bytes text = sample_read(pool, "iptables/el6");
	struct iptables_verdict verdict = iptables_judge(pool, text, "INPUT", 8080);

	EXPECT_INT(verdict.answer, IPTABLES_KEEPS_OUT);
	text = text_insert(pool, text, verdict.offset,
			   "-A INPUT -p tcp -m tcp --dport 8080 -j ACCEPT\n");
	EXPECT_INT(iptables_judge(pool, text, "INPUT", 8080).answer, IPTABLES_LETS_IN);
	EXPECT_INT(iptables_judge(pool, text, "INPUT", 22).answer, IPTABLES_LETS_IN);
	pool_free(pool);
}

const struct test tests[] = {
	{ "rules are walked in order", rules_are_walked_in_order },
	{ "options are understood or doubted", options_are_understood_or_doubted },
	{ "chains are followed and end", chains_are_followed_and_end },
	{ "a rule can come first", a_rule_can_come_first },
	{ 0 },
};
