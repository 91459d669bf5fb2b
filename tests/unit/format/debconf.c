/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "format/debconf.h"

#include "sample.h"

#define DEVICES "grub-pc/install_devices"

static void reads_questions(void)
{
	struct pool *pool = pool_new();
	const struct debconf *db =
		debconf_parse(pool, sample_read(pool, "debconf/debian12-grub-pc"));
	const struct debconf_item *item = debconf_find(db, DEVICES);

	EXPECT_INT(db->count, 8);
	EXPECT_STR(debconf_get(db, DEVICES),
		   "/dev/disk/by-id/ata-VBOX_HARDDISK_VB62393f66-ddd557e4");
	EXPECT_STR(debconf_get(db, DEVICES "_empty"), "false");
	EXPECT_STR(debconf_get(db, DEVICES "_disks_changed"), "");
	EXPECT_STR(debconf_get(db, "grub2/linux_cmdline"), "");
	EXPECT(!debconf_get(db, "grub-pc/install"));
	EXPECT_INT(item->line, 11);
	EXPECT_INT(debconf_field(item, "Value")->line, 13);
	EXPECT(!debconf_field(item, "CHOICES"));
	pool_free(pool);
}

static void sets_what_is_there(void)
{
	struct pool *pool = pool_new();
	struct bytes text = bytes_of("Name: a\nValue: x\n\nName: b\nValue:\nFlags: seen\n"
				     "\nName: c\nValue:  y \r\n");

	EXPECT(bytes_is(debconf_set(pool, text, "a", "Value", ""),
			"Name: a\nValue: \n\nName: b\nValue:\nFlags: seen\n"
			"\nName: c\nValue:  y \r\n"));
	EXPECT(bytes_is(debconf_set(pool, text, "b", "Value", "true"),
			"Name: a\nValue: x\n\nName: b\nValue: true\nFlags: seen\n"
			"\nName: c\nValue:  y \r\n"));
	EXPECT(bytes_is(debconf_set(pool, text, "c", "Value", "z"),
			"Name: a\nValue: x\n\nName: b\nValue:\nFlags: seen\n"
			"\nName: c\nValue:  z \r\n"));
	EXPECT(bytes_equal(debconf_set(pool, text, "b", "Flags", "seen"), text));
	EXPECT(bytes_equal(debconf_set(pool, text, "d", "Value", "z"), text));
	pool_free(pool);
}

static void adds_fields_where_debconf_does(void)
{
	struct pool *pool = pool_new();
	struct bytes text = bytes_of("Name: a\nTemplate: t\nOwners: o\nVariables:\n"
				     " X = 1\n Y = 2\n\nName: b\nVariables:\n X = 1");

	EXPECT(bytes_is(debconf_set(pool, text, "a", "Value", "true"),
			"Name: a\nTemplate: t\nValue: true\nOwners: o\nVariables:\n"
			" X = 1\n Y = 2\n\nName: b\nVariables:\n X = 1"));
	EXPECT(bytes_is(debconf_set(pool, text, "a", "Flags", "seen"),
			"Name: a\nTemplate: t\nOwners: o\nFlags: seen\nVariables:\n"
			" X = 1\n Y = 2\n\nName: b\nVariables:\n X = 1"));
	EXPECT(bytes_is(debconf_set(pool, text, "b", "Other", "1"),
			"Name: a\nTemplate: t\nOwners: o\nVariables:\n"
			" X = 1\n Y = 2\n\nName: b\nVariables:\n X = 1\nOther: 1"));
	pool_free(pool);
}

static void takes_the_last_of_two(void)
{
	struct pool *pool = pool_new();
	struct bytes text = bytes_of("Name: a\nValue: x\n\nName: a\nValue: y\n");

	EXPECT_STR(debconf_get(debconf_parse(pool, text), "a"), "y");
	EXPECT(bytes_is(debconf_set(pool, text, "a", "Value", "z"),
			"Name: a\nValue: x\n\nName: a\nValue: z\n"));
	pool_free(pool);
}

const struct test tests[] = {
	{ "reads questions", reads_questions },
	{ "sets what is there", sets_what_is_there },
	{ "adds fields where debconf does", adds_fields_where_debconf_does },
	{ "takes the last of two", takes_the_last_of_two },
	{ 0 },
};
