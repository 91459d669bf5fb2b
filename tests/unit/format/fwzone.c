/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "format/fwzone.h"

#include "sample.h"

static void reads_and_edits_a_zone(void)
{
	struct pool *pool = pool_new();
	struct bytes text = sample_read(pool, "fwzone/el9-public"), done;
	struct fwzone zone = fwzone_parse(pool, text, 22);

	EXPECT(zone.has_service && !zone.has_port && !zone.accepts_all && zone.end);
	text = bytes_of(
		"<zone>\n  <!-- <service name=\"ssh\"/> -->\n"
		"  <rule family=\"ipv4\">\n    <service name=\"ssh\"/>\n"
		"    <reject/>\n  </rule>\n  <port port=\"22\" protocol=\"udp\"/>\n"
		"</zone>\n");
	zone = fwzone_parse(pool, text, 22);
	EXPECT(!zone.has_service && !zone.has_port);
	done = fwzone_add_ssh(pool, text, &zone);
	EXPECT(fwzone_parse(pool, done, 22).has_service);
	EXPECT_INT(done.len, text.len + strlen("  <service name=\"ssh\"/>\n"));
	pool_free(pool);
}

static void ports_and_targets(void)
{
	struct pool *pool = pool_new();

	EXPECT(fwzone_parse(
		       pool,
		       bytes_of("<zone><port protocol=\"tcp\" port=\"20-25\"/></zone>"),
		       22)
		       .has_port);
	EXPECT(fwzone_parse(pool, bytes_of("<zone target='ACCEPT'></zone>"), 22)
		       .accepts_all);
	EXPECT(!fwzone_parse(pool, bytes_of("<zone xtarget=\"ACCEPT\"/>"), 22)
			.accepts_all);
	EXPECT_INT(fwzone_parse(pool, bytes_of("<zone><!-- "), 22).end, 0);
	EXPECT_INT(fwzone_parse(pool, bytes_of("<x></zone></x>"), 22).end, 0);
	pool_free(pool);
}

const struct test tests[] = {
	{ "reads and edits a zone", reads_and_edits_a_zone },
	{ "ports and targets", ports_and_targets },
	{ 0 },
};
