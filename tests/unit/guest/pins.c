/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "guest/pins.h"

#include "format/cpio.h"
#include "guest/initrd.h"
#include "test.h"

static const struct {
	const char *path, *text;
} files[] = {
	{ "etc/udev/rules.d/70-persistent-net.rules",
	  "# card\nSUBSYSTEM==\"net\", ATTR{address}==\"00:50:56:9a:4c:21\", "
	  "NAME=\"eth0\"\n" },
	{ "etc/udev/rules.d/59-disk.rules",
	  "ENV{ID_SERIAL}==\"VMware_1\", SYMLINK+=\"root\"\n"
	  "ENV{ID_SERIAL}==\"?*\", SYMLINK+=\"x\"\n" },
	{ "usr/lib/udev/rules.d/60-persistent-storage.rules",
	  "ENV{ID_SERIAL}==\"x\", SYMLINK+=\"disk/by-id/x\"\n" },
	{ "etc/lvm/devices/system.devices",
	  "# LVM uses devices listed in this file.\nVERSION=1.1.2\n"
	  "IDTYPE=sys_wwid IDNAME=naa.6000c29 DEVNAME=/dev/sda2 PVID=a PART=2\n" },
	{ "etc/cmdline.d/95root-dev.conf", " root=/dev/mapper/cl-root ro\n" },
	{ "etc/cmdline.d/sub/other", "no\n" },
	{ "conf/conf.d/resume", "RESUME=UUID=a\n" },
	{ "cryptroot/crypttab", "\nroot UUID=b none luks\n" },
	{ "usr/lib/dracut/hooks/initqueue/finished/"
	  "devexists-\\x2fdev\\x2fmapper\\x2fcl-root.sh",
	  "[ -e \"/dev/mapper/cl-root\" ]\n" },
	{ "usr/lib/dracut/hooks/initqueue/finished/"
	  "devexists-\\x2fdev\\x2fsda2.sh",
	  "" },
	{ "etc/fstab", "/dev/sda1 / ext4 defaults\n" },
};

static struct initramfs *archive_of(struct pool *pool)
{
	static const struct initramfs_options options = { .keep = initrd_keeps };
	static const char *const dirs[] = { "etc",
					    "etc/udev",
					    "etc/udev/rules.d",
					    "usr",
					    "usr/lib",
					    "usr/lib/udev",
					    "usr/lib/udev/rules.d",
					    "etc/lvm",
					    "etc/lvm/devices",
					    "etc/cmdline.d",
					    "etc/cmdline.d/sub",
					    "conf",
					    "conf/conf.d",
					    "cryptroot",
					    "usr/lib/dracut",
					    "usr/lib/dracut/hooks",
					    "usr/lib/dracut/hooks/initqueue",
					    "usr/lib/dracut/hooks/initqueue/finished" };
	struct cpio_writer writer = { .out.pool = pool };
	struct initramfs *archive;

	for (size_t i = 0; i < sizeof(dirs) / sizeof(*dirs); i++) {
		struct cpio_entry entry = { .name = dirs[i], .mode = 040755 };

		cpio_write_entry(&writer, &entry, bytes_of(""));
	}
	for (size_t i = 0; i < sizeof(files) / sizeof(*files); i++) {
		struct cpio_entry entry = { .name = files[i].path, .mode = 0100644 };

		cpio_write_entry(&writer, &entry, bytes_of(files[i].text));
	}
	cpio_write_trailer(&writer);
	EXPECT_INT(initramfs_read(pool, buf_bytes(&writer.out), &options, &archive), 0);
	EXPECT(!archive->problem);
	return archive;
}

static void finds_each_kind(void)
{
	static const struct pin wanted[] = {
		{ PIN_NET_NAME, "/etc/udev/rules.d/70-persistent-net.rules", 2,
		  "\"eth0\" is 00:50:56:9a:4c:21" },
		{ PIN_UDEV_DEVICE, "/etc/udev/rules.d/59-disk.rules", 1,
		  "ENV{ID_SERIAL}==\"VMware_1\", SYMLINK+=\"root\"" },
		{ PIN_LVM_DEVICES, "/etc/lvm/devices/system.devices", 3,
		  "IDTYPE=sys_wwid IDNAME=naa.6000c29 DEVNAME=/dev/sda2 PVID=a PART=2" },
		{ PIN_CMDLINE, "/etc/cmdline.d/95root-dev.conf", 1,
		  " root=/dev/mapper/cl-root ro" },
		{ PIN_RESUME, "/conf/conf.d/resume", 1, "RESUME=UUID=a" },
		{ PIN_CRYPTROOT, "/cryptroot/crypttab", 2, "root UUID=b none luks" },
		{ PIN_WAITS,
		  "/usr/lib/dracut/hooks/initqueue/finished/"
		  "devexists-\\x2fdev\\x2fmapper\\x2fcl-root.sh",
		  0, "/dev/mapper/cl-root" },
	};
	struct pool *pool = pool_new();
	struct guest guest = { .pool = pool };
	struct pins pins = guest_pins(&guest, archive_of(pool));

	EXPECT_INT(pins.count, sizeof(wanted) / sizeof(*wanted));
	for (size_t i = 0; i < pins.count && i < sizeof(wanted) / sizeof(*wanted); i++) {
		EXPECT_INT(pins.pin[i].kind, wanted[i].kind);
		EXPECT_STR(pins.pin[i].file, wanted[i].file);
		EXPECT_INT(pins.pin[i].line, wanted[i].line);
		EXPECT_STR(pins.pin[i].text, wanted[i].text);
	}
	EXPECT_STR(pin_name(PIN_WAITS), "a device that is waited for");
	pool_free(pool);
}

const struct test tests[] = {
	{ "each kind of pin is found", finds_each_kind },
	{ 0 },
};
