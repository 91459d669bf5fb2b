/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "format/mdadm.h"

#include "sample.h"

static void reads_a_configuration(void)
{
	struct pool *pool = pool_new();
	const struct mdadm *conf = mdadm_parse(pool, sample_read(pool, "mdadm/debian12"));
	const struct mdadm_line *line;
	const char *value;

	EXPECT_INT(conf->count, 5);
	EXPECT(mdadm_is(&conf->item[0], "homehost"));
	line = &conf->item[2];
	EXPECT(mdadm_is(line, "array"));
	EXPECT(!mdadm_is(line, "arrange"));
	EXPECT_STR(line->word[1].text, "/dev/md/0");
	EXPECT(mdadm_find(line, "uuid", &value));
	EXPECT_STR(value, "9a8f3b2c:5d6e7f80:11223344:55667788");
	EXPECT(!mdadm_find(line, "devices", &value));
	EXPECT(!value);
	line = &conf->item[4];
	EXPECT(mdadm_find(line, "devices", &value));
	EXPECT_STR(value, "/dev/sdb1,/dev/sdc1");
	EXPECT(mdadm_find(line, "name", &value));
	EXPECT_STR(value, "old host:data");
	pool_free(pool);
}

static void drops_a_word(void)
{
	struct pool *pool = pool_new();
	struct bytes text = bytes_of(" MAILADDR root\r\nARRAY /dev/md0 UUID=a:b\r\n"
				     "\tdevices=/dev/sda1 name='x # y' # devices=z");
	const struct mdadm *conf = mdadm_parse(pool, text);
	const char *value;

	EXPECT_INT(conf->count, 2);
	EXPECT_INT(conf->item[1].line, 2);
	EXPECT_INT(conf->item[1].words, 5);
	EXPECT_STR(conf->item[1].word[2].text, "UUID=a:b");
	EXPECT_STR(conf->item[1].word[4].text, "name=x # y");
	EXPECT(bytes_is(
		mdadm_drop(pool, text, mdadm_find(&conf->item[1], "devices", &value)),
		" MAILADDR root\r\nARRAY /dev/md0 UUID=a:b\r\n"
		" name='x # y' # devices=z"));
	pool_free(pool);
}

const struct test tests[] = {
	{ "reads a configuration", reads_a_configuration },
	{ "drops a word", drops_a_word },
	{ 0 },
};
