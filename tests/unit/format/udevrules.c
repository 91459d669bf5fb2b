/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "format/udevrules.h"

#include "sample.h"

static void reads_names_and_macs(void)
{
	struct pool *pool = pool_new();
	struct bytes text = sample_read(pool, "udevrules/70-persistent-net.rules");
	struct udevrules *rules = udevrules_parse(pool, text);
	const struct udev_rule *rule = rules->rule;

	if (!EXPECT_INT(rules->count, 3))
		return;
	EXPECT_STR(rule[0].name, "eth0");
	EXPECT_STR(rule[0].mac, "00:50:56:01:02:03");
	EXPECT_STR(text_str(pool, text, rule[0].name_span), "eth0");
	EXPECT_STR(text_str(pool, text, rule[0].mac_span), rule[0].mac);
	EXPECT(rule[0].net && !rule[0].bad);
	EXPECT_INT(rule[1].line, 11);
	EXPECT_STR(rule[1].name, "eth1");
	EXPECT_STR(rule[1].mac, "00:0c:29:aa:bb:cc");
	EXPECT_INT(rule[2].line, 13);
	EXPECT_STR(rule[2].name, "eth2");
	EXPECT_STR(rule[2].mac, "00:16:3e:01:02:03");
	pool_free(pool);
}

static void tells_match_from_assignment(void)
{
	struct pool *pool = pool_new();
	struct udevrules *rules = udevrules_parse(
		pool,
		bytes_of("NAME==\"eth0\", ATTR{address}!=\"1\", SUBSYSTEM==\"block\"\n"
			 "# NAME=\"x\"\n\n"
			 "  KERNEL == \"a\\\"b\" , NAME = e\"lan0\"\r\n"));

	if (!EXPECT_INT(rules->count, 2))
		return;
	EXPECT(!rules->rule[0].name && !rules->rule[0].mac && !rules->rule[0].net);
	EXPECT_STR(rules->rule[1].name, "lan0");
	EXPECT(!rules->rule[1].bad);
	EXPECT_INT(rules->rule[1].line, 4);
	pool_free(pool);
}

static void survives_hostile_text(void)
{
	static const char *const hostile[] = {
		"\\",         "NAME",   "NAME=", "NAME=\"", "=\"\"",
		"NAME=\"a\\", "NAME=e", "x y z", "\"\"\"",  "A=\"b\" junk"
	};
	struct pool *pool = pool_new();

	for (size_t i = 1; i < sizeof(hostile) / sizeof(*hostile); i++) {
		struct udevrules *rules = udevrules_parse(pool, bytes_of(hostile[i]));

		EXPECT_INT(rules->count, 1);
		EXPECT(rules->rule[0].bad);
	}
	EXPECT_INT(udevrules_parse(pool, bytes_of("a\0b"))->count, 1);
	EXPECT_INT(udevrules_parse(pool, (struct bytes){ 0 })->count, 0);
	pool_free(pool);
}

const struct test tests[] = {
	{ "reads names and macs", reads_names_and_macs },
	{ "tells match from assignment", tells_match_from_assignment },
	{ "survives hostile text", survives_hostile_text },
	{ 0 },
};
