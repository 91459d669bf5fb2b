/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "format/lvmconf.h"

#include "sample.h"

static const char *get(const struct lvmconf *conf, const char *path)
{
	const struct lvmconf_item *item = lvmconf_find(conf, path);

	return item ? item->value : NULL;
}

static void reads_shipped_files(void)
{
	struct pool *pool = pool_new();
	struct bytes text = sample_read(pool, "lvmconf/debian12-lvm.conf");
	const struct lvmconf *conf = lvmconf_parse(pool, text);
	const struct lvmconf_item *item;

	EXPECT_STR(lvmconf_default(pool, text, "use_devicesfile"), "0");
	EXPECT(!lvmconf_default(pool, text, "udev_sync"));
	EXPECT(!get(conf, "devices/filter"));
	EXPECT_STR(get(conf, "activation/udev_sync"), "1");
	EXPECT_INT(lvmconf_find(conf, "activation/volume_list")->strings, 4);

	conf = lvmconf_parse(pool, sample_read(pool, "lvmconf/centos6-lvm.conf"));
	item = lvmconf_find(conf, "devices/filter");
	EXPECT_INT(item->line, 7);
	EXPECT_INT(item->strings, 2);
	EXPECT_STR(item->string[1].text, "r/.*/");
	EXPECT_STR(get(conf, "devices/types"), "[ \"fd\", 16 ]");
	EXPECT_STR(get(conf, "allocation/maximise_cling"), "1");
	EXPECT_STR(get(conf, "log/prefix"), "\"  \"");
	EXPECT_STR(get(conf, "global/umask"), "077");
	EXPECT_INT(conf->count, 13);
	pool_free(pool);
}

static void is_not_misled(void)
{
	struct pool *pool = pool_new();
	struct bytes text =
		bytes_of("# devices { filter = 1 }\r\ndevices{a=\"}\\\"#\"# b = 2\r\n"
			 "l=['x#', # ]\n'y' ]}\n} c = 3 }d{e=4");
	const struct lvmconf *conf = lvmconf_parse(pool, text);

	EXPECT_INT(conf->count, 4);
	EXPECT_STR(lvmconf_find(conf, "devices/a")->string[0].text, "}\"#");
	EXPECT_INT(lvmconf_find(conf, "devices/l")->line, 3);
	EXPECT_STR(lvmconf_find(conf, "devices/l")->string[1].text, "y");
	EXPECT_STR(get(conf, "c"), "3");
	EXPECT_STR(get(conf, "d/e"), "4");
	EXPECT_INT(lvmconf_parse(pool, bytes_of("a = [ \"x"))->count, 1);
	EXPECT_INT(lvmconf_parse(pool, bytes_of("a = \"x\\"))->count, 1);
	EXPECT_INT(lvmconf_parse(pool, bytes_of("={}}{=#"))->count, 0);
	pool_free(pool);
}

static void sets(void)
{
	struct pool *pool = pool_new();

	EXPECT(bytes_is(lvmconf_set(pool, bytes_of("devices {\r\n\ta=1 # x\r\n}\r\n"),
				    "devices", "a", "0"),
			"devices {\r\n\ta=0 # x\r\n}\r\n"));
	EXPECT(bytes_is(lvmconf_set(pool, bytes_of("log { a=1 }"), "devices", "a", "0"),
			"log { a=1 }\ndevices { a = 0 }\n"));
	pool_free(pool);
}

static void reads_devices(void)
{
	struct pool *pool = pool_new();
	const struct lvmdevices *devices = lvmdevices_parse(
		pool, bytes_of("# HASH=1\nVERSION=1.1.2\n"
			       "IDTYPE=sys_wwid IDNAME=naa.6000 DEVNAME=/dev/sda2 "
			       "PVID=abc PART=2\r\n IDTYPE=devname\n"
			       "IDTYPE=md_uuid IDNAME=1:2 PVID=."));

	EXPECT_INT(devices->count, 2);
	EXPECT_INT(devices->device[0].line, 3);
	EXPECT_STR(devices->device[0].pvid, "abc");
	EXPECT_STR(devices->device[1].idname, "1:2");
	EXPECT(!devices->device[1].devname);
	EXPECT(!devices->knows_machine);
	EXPECT(lvmdevices_parse(pool, bytes_of("PRODUCT_UUID=1"))->knows_machine);
	pool_free(pool);
}

const struct test tests[] = {
	{ "reads shipped files", reads_shipped_files },
	{ "is not misled", is_not_misled },
	{ "sets", sets },
	{ "reads devices", reads_devices },
	{ 0 },
};
