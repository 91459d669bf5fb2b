/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "format/osrelease.h"

#include "test.h"

static void debian(void)
{
	struct pool *pool = pool_new();
	struct osrelease *r = osrelease_parse(
		pool, bytes_of("PRETTY_NAME=\"Debian GNU/Linux 12 (bookworm)\"\n"
			       "NAME=\"Debian GNU/Linux\"\nVERSION_ID=\"12\"\n"
			       "# ID=comment\nID=debian\nHOME_URL=\"https://x/\"\n"));

	EXPECT_STR(r->pretty_name, "Debian GNU/Linux 12 (bookworm)");
	EXPECT_STR(r->id, "debian");
	EXPECT_STR(r->version_id, "12");
	EXPECT_STR(r->variant_id, "");
	EXPECT_INT(r->id_like.count, 0);
	pool_free(pool);
}

static void quotes_and_escapes(void)
{
	struct pool *pool = pool_new();
	struct osrelease *r = osrelease_parse(
		pool, bytes_of("ID='centos' # no\r\n  ID_LIKE=\"rhel fedora\"\n"
			       "PRETTY_NAME=\"a \\\"b\\\" \\$c \\d\"\nNAME=\"open\n"
			       "nonsense\n=x\nVERSION=1\nVERSION='2 '"));

	EXPECT_STR(r->id, "centos");
	EXPECT_STR(r->pretty_name, "a \"b\" $c \\d");
	EXPECT_STR(r->name, "Linux");
	EXPECT_STR(r->version, "2 ");
	EXPECT_INT(r->id_like.count, 2);
	EXPECT_STR(strs_join(&r->id_like, ","), "rhel,fedora");
	pool_free(pool);
}

static void nothing(void)
{
	struct pool *pool = pool_new();
	struct osrelease *r = osrelease_parse(pool, bytes_of(""));

	EXPECT_STR(r->id, "linux");
	EXPECT_STR(r->pretty_name, "Linux");
	EXPECT_STR(r->version_id, "");
	pool_free(pool);
}

const struct test tests[] = {
	{ "debian", debian },
	{ "quotes and escapes", quotes_and_escapes },
	{ "nothing", nothing },
	{ 0 },
};
