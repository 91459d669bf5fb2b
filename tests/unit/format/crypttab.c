/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "format/crypttab.h"

#include "sample.h"

static void reads_a_table(void)
{
	struct pool *pool = pool_new();
	const struct crypttab *table =
		crypttab_parse(pool, sample_read(pool, "crypttab/debian12"));

	EXPECT_INT(table->count, 3);
	EXPECT_STR(table->entry[0].name, "sda3_crypt");
	EXPECT_STR(table->entry[0].source, "UUID=2b9f3c5e-6a44-4bb5-8a2c-6f1d0e9b7a55");
	EXPECT_STR(table->entry[0].key, "none");
	EXPECT(crypttab_has_option(&table->entry[0], "luks"));
	EXPECT(!crypttab_has_option(&table->entry[0], "luk"));
	EXPECT(!crypttab_has_option(&table->entry[0], "discar"));
	EXPECT(crypttab_has_option(&table->entry[1], "size"));
	EXPECT_INT(table->entry[2].count, 2);
	EXPECT_STR(table->entry[2].options, "");
	pool_free(pool);
}

static void edits_one_field(void)
{
	struct pool *pool = pool_new();
	struct bytes text = bytes_of("# a /dev/sda3\r\n\r\na\t/dev/sda3  none luks\r\n"
				     "b /dev/sda4 /key\nc /dev/sda5\nd");
	const struct crypttab *table = crypttab_parse(pool, text);

	EXPECT_INT(table->count, 4);
	EXPECT_INT(table->entry[0].line, 3);
	EXPECT_STR(table->entry[0].options, "luks");
	EXPECT(bytes_is(crypttab_set_source(pool, text, &table->entry[0], "UUID=x"),
			"# a /dev/sda3\r\n\r\na\tUUID=x  none luks\r\n"
			"b /dev/sda4 /key\nc /dev/sda5\nd"));
	EXPECT(bytes_equal(crypttab_set_source(pool, text, &table->entry[3], "UUID=x"),
			   text));
	EXPECT(bytes_is(crypttab_add_option(pool, text, &table->entry[0], "initramfs"),
			"# a /dev/sda3\r\n\r\na\t/dev/sda3  none luks,initramfs\r\n"
			"b /dev/sda4 /key\nc /dev/sda5\nd"));
	EXPECT(bytes_is(crypttab_add_option(pool, text, &table->entry[1], "initramfs"),
			"# a /dev/sda3\r\n\r\na\t/dev/sda3  none luks\r\n"
			"b /dev/sda4 /key initramfs\nc /dev/sda5\nd"));
	EXPECT(bytes_is(crypttab_add_option(pool, text, &table->entry[2], "x"),
			"# a /dev/sda3\r\n\r\na\t/dev/sda3  none luks\r\n"
			"b /dev/sda4 /key\nc /dev/sda5 none x\nd"));
	EXPECT(bytes_equal(crypttab_add_option(pool, text, &table->entry[3], "x"), text));
	pool_free(pool);
}

const struct test tests[] = {
	{ "reads a table", reads_a_table },
	{ "edits one field", edits_one_field },
	{ 0 },
};
