/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "format/sshdconf.h"

#include "sample.h"

static void reads_a_real_file(void)
{
	struct pool *pool = pool_new();
	const struct sshdconf *conf =
		sshdconf_parse(pool, sample_read(pool, "sshdconf/debian12"));

	EXPECT_INT(conf->count, 6);
	EXPECT_STR(conf->line[0].keyword, "include");
	EXPECT_STR(conf->line[0].arg.item[0], "/etc/ssh/sshd_config.d/*.conf");
	EXPECT_STR(conf->line[5].keyword, "subsystem");
	EXPECT_INT(conf->line[5].arg.count, 2);
	pool_free(pool);
}

static void words_are_as_sshd_takes_them(void)
{
	struct pool *pool = pool_new();
	const struct sshdconf *conf = sshdconf_parse(
		pool, bytes_of("Port=2222\n  PORT = 22 # old\n#Port 1\n"
			       "AllowUsers \"a b\" c\r\nMatch User ann\nPort 3\n"
			       "Match ALL\nPort 4\nBanner \"x\n"));

	EXPECT_INT(conf->count, 8);
	EXPECT_STR(conf->line[0].keyword, "port");
	EXPECT_STR(conf->line[0].arg.item[0], "2222");
	EXPECT_INT(conf->line[1].arg.count, 1);
	EXPECT_STR(conf->line[1].arg.item[0], "22");
	EXPECT_STR(conf->line[2].arg.item[0], "a b");
	EXPECT_STR(conf->line[2].arg.item[1], "c");
	EXPECT_STR(conf->line[4].match, "User ann");
	EXPECT(conf->line[6].match == NULL);
	EXPECT(conf->line[7].broken && !conf->line[6].broken);
	EXPECT_INT(conf->line[7].line, 9);
	pool_free(pool);
}

const struct test tests[] = {
	{ "reads a real file", reads_a_real_file },
	{ "words are as sshd takes them", words_are_as_sshd_takes_them },
	{ 0 },
};
