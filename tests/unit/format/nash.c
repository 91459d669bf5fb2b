/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "format/nash.h"

#include "test.h"

static const char el5[] = "#!/bin/nash\n"
			  "mount -t proc /proc /proc\n"
			  "mkblkdevs\n"
			  "echo \"Loading scsi_mod.ko module\"\n"
			  "insmod /lib/scsi_mod.ko \n"
			  "insmod /lib/dm-mod.ko\n"
			  "modprobe -q ext3 jbd\n"
			  "mkblkdevs\n"
			  "echo Scanning logical volumes\n"
			  "lvm vgscan --ignorelockingfailure\n"
			  "mkrootdev -t ext3 -o defaults,ro /dev/VolGroup00/LogVol00\n"
			  "switchroot\n";

static void tells_what_it_is(void)
{
	EXPECT(nash_is(bytes_of(el5)));
	EXPECT(nash_is(bytes_of("#! /sbin/nash --quiet")));
	EXPECT(!nash_is(bytes_of("#!/bin/sh\n#!/bin/nash\n")));
	EXPECT(!nash_is(bytes_of("/nash\n")));
	EXPECT(!nash_is((struct bytes){ 0 }));
}

static void sees_what_is_loaded(void)
{
	EXPECT(nash_loads(bytes_of(el5), "scsi_mod"));
	EXPECT(nash_loads(bytes_of(el5), "dm_mod"));
	EXPECT(nash_loads(bytes_of(el5), "ext3"));
	EXPECT(!nash_loads(bytes_of(el5), "jbd"));
	EXPECT(!nash_loads(bytes_of(el5), "scsi"));
	EXPECT(!nash_loads(bytes_of("echo insmod /lib/virtio.ko\n"), "virtio"));
	EXPECT(!nash_loads(bytes_of("insmod\ninsmod -f\n"), "f"));
}

static void loads_before_the_root(void)
{
	struct pool *pool = pool_new();
	struct strs files = { .pool = pool };
	const char *text;

	strs_add(&files, "virtio.ko");
	strs_add(&files, "virtio_blk.ko");
	text = bytes_str(pool, nash_insmod(pool, bytes_of(el5), &files));
	EXPECT(strstr(text, "echo Scanning logical volumes\n"
			    "echo \"Loading virtio.ko module\"\n"
			    "insmod /lib/virtio.ko\n"
			    "echo \"Loading virtio_blk.ko module\"\n"
			    "insmod /lib/virtio_blk.ko\n"
			    "mkblkdevs\n"
			    "lvm vgscan"));
	text = bytes_str(pool, nash_insmod(pool,
					   bytes_of("#!/bin/nash\n/sbin/udevstart\n"
						    "mkrootdev /dev/root\n"),
					   &files));
	EXPECT(strstr(text, "insmod /lib/virtio_blk.ko\nmkrootdev"));
	EXPECT_INT(nash_insmod(pool, bytes_of("#!/bin/nash\nsh\n"), &files).len, 0);
	pool_free(pool);
}

const struct test tests[] = {
	{ "a script for nash is told by its first line", tells_what_it_is },
	{ "lines that load modules are seen", sees_what_is_loaded },
	{ "modules are loaded before the disk is used", loads_before_the_root },
	{ 0 },
};
