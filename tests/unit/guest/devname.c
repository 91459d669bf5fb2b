/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "guest/devname.h"

#include <errno.h>

#include "test.h"

/* A tree with few files: what these hold, NULL where there is none. */
struct fake {
	struct tree tree;
	const char *fstab, *crypttab, *mdadm;
};

static const char *content_of(const struct fake *fake, const char *path)
{
	if (strcmp(path, "/etc/fstab") == 0)
		return fake->fstab;
	if (strcmp(path, "/etc/crypttab") == 0)
		return fake->crypttab;
	return strcmp(path, "/etc/mdadm.conf") == 0 ? fake->mdadm : NULL;
}

static int fake_stat(struct tree *tree, const char *path, struct tree_stat *st)
{
	const char *content = content_of((const struct fake *)tree, path);

	*st = (struct tree_stat){ .kind = TREE_DIR };
	if (strcmp(path, "/") == 0 || strcmp(path, "/etc") == 0)
		return 0;
	if (!content)
		return -ENOENT;
	st->kind = TREE_FILE;
	st->size = strlen(content);
	return 0;
}

static int fake_read(struct tree *tree, const char *path, size_t limit, struct pool *pool,
		     struct bytes *content)
{
	(void)limit;
	*content =
		bytes_copy(pool, bytes_of(content_of((const struct fake *)tree, path)));
	return 0;
}

static const struct tree_ops fake_ops = { .stat = fake_stat, .read = fake_read };

static const struct disk disk0 = { .name = "disk0", .fd = -1 };
static const struct disk disk1 = { .name = "disk1", .fd = -1 };

static struct volume volumes[] = {
	{ .disk = &disk0, .part = 1, .type = "vfat", .uuid = "A1B2-C3D4" },
	{ .disk = &disk0,
	  .part = 2,
	  .type = "ext4",
	  .mountpoint = "/",
	  .uuid = "7d6a3c1e-52b4-4f0b-9a53-1f3b5f1c2a01",
	  .partuuid = "9dcf8ca3-02" },
	{ .disk = &disk0,
	  .part = 3,
	  .type = "xfs",
	  .label = "my data",
	  .uuid = "3f0e8d77-4a0c-4a52-b6f5-9c2d8b7e1a10" },
	{ .disk = &disk0, .part = 5, .type = "swap", .partlabel = "swap" },
	{ .disk = &disk0, .part = 10, .type = "xfs", .label = "twin" },
	{ .disk = &disk0,
	  .part = 11,
	  .type = "ext4",
	  .label = "twin",
	  .last_mounted = "/srv" },
};

static const struct volume *found(const char *fstab, const char *text, const char *at,
				  const char *type)
{
	struct pool *pool = pool_new();
	struct fake fake = { { .ops = &fake_ops, .pool = pool }, .fstab = fstab };
	struct guest guest = {
		.pool = pool,
		.tree = &fake.tree,
		.volume = volumes,
		.volume_count = sizeof(volumes) / sizeof(*volumes),
		.volumes_known = true,
	};
	struct devname *name = devname_parse(pool, text);
	const struct volume *volume;
	const char *why = NULL;

	name->mountpoint = at;
	name->type = type;
	volume = devname_volume(&guest, name, &why);
	EXPECT(volume || why);
	pool_free(pool);
	return volume;
}

static void kinds(void)
{
	static const struct {
		const char *text;
		enum devname_kind kind;
		const char *disk;
		unsigned part;
	} names[] = {
		{ "/dev/sda1", DEVNAME_DISK, "sda", 1 },
		{ "/dev/sda10", DEVNAME_DISK, "sda", 10 },
		{ "/dev/sdab3", DEVNAME_DISK, "sdab", 3 },
		{ "/dev/hdb", DEVNAME_DISK, "hdb", 0 },
		{ "/dev/xvda2", DEVNAME_DISK, "xvda", 2 },
		{ "/dev/nvme0n1p12", DEVNAME_DISK, "nvme0n1", 12 },
		{ "/dev/nvme10n2", DEVNAME_DISK, "nvme10n2", 0 },
		{ "/dev/mmcblk0p1", DEVNAME_DISK, "mmcblk0", 1 },
		{ "/dev/cciss/c0d0p3", DEVNAME_DISK, "cciss/c0d0", 3 },
		{ "/dev/disk/by-id/ata-X-part-part3", DEVNAME_BY_ID, "ata-X-part", 3 },
		{ "/dev/disk/by-id/wwn-0x5000", DEVNAME_BY_ID, "wwn-0x5000", 0 },
		{ "/dev/disk/by-id/dm-name-vg-lv", DEVNAME_MAPPER, NULL, 0 },
		{ "/dev/disk/by-path/pci-0000:00:05.0-scsi-0:0:0:0-part2",
		  DEVNAME_BY_PATH, "pci-0000:00:05.0-scsi-0:0:0:0", 2 },
		{ "UUID=\"A1B2-C3D4\"", DEVNAME_UUID, NULL, 0 },
		{ "uuid=A1B2-C3D4", DEVNAME_OTHER, NULL, 0 },
		{ "PARTLABEL='swap'", DEVNAME_PARTLABEL, NULL, 0 },
		{ "/dev/sda1.img", DEVNAME_OTHER, NULL, 0 },
		{ "/dev/sda01", DEVNAME_OTHER, NULL, 0 },
		{ "/dev/sd", DEVNAME_OTHER, NULL, 0 },
		{ "/dev/", DEVNAME_OTHER, NULL, 0 },
		{ "/dev/sda/lv", DEVNAME_MAPPER, NULL, 0 },
		{ "/dev/vg0/root", DEVNAME_MAPPER, NULL, 0 },
		{ "/dev/mapper/vg0-root", DEVNAME_MAPPER, NULL, 0 },
		{ "/dev/md/0", DEVNAME_MD, NULL, 0 },
		{ "/dev/sr0", DEVNAME_REMOVABLE, NULL, 0 },
		{ "/dev/cdrom", DEVNAME_REMOVABLE, NULL, 0 },
		{ "/dev/zram0", DEVNAME_OTHER, NULL, 0 },
		{ "nas:/export", DEVNAME_NETWORK, NULL, 0 },
		{ "//nas/share", DEVNAME_NETWORK, NULL, 0 },
		{ "/srv/www", DEVNAME_FILE, NULL, 0 },
		{ ".host:/", DEVNAME_OTHER, NULL, 0 },
		{ "tmpfs", DEVNAME_OTHER, NULL, 0 },
		{ "", DEVNAME_OTHER, NULL, 0 },
	};
	struct pool *pool = pool_new();

	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++) {
		struct devname *name = devname_parse(pool, names[i].text);

		if (!EXPECT_INT(name->kind, names[i].kind))
			printf("  in \"%s\"\n", names[i].text);
		if (names[i].disk)
			EXPECT_STR(name->disk, names[i].disk);
		EXPECT_INT(name->part, names[i].part);
	}
	pool_free(pool);
}

static void tags(void)
{
	EXPECT(found("", "UUID=A1B2-C3D4", NULL, NULL) == &volumes[0]);
	EXPECT(found("", "UUID=a1b2-c3d4", NULL, NULL) == &volumes[0]);
	EXPECT(found("", "UUID=7D6A3C1E-52B4-4F0B-9A53-1F3B5F1C2A01", NULL, NULL) ==
	       &volumes[1]);
	EXPECT(found("", "PARTUUID=9DCF8CA3-02", NULL, NULL) == &volumes[1]);
	EXPECT(found("", "LABEL=\"my data\"", NULL, NULL) == &volumes[2]);
	EXPECT(found("", "/dev/disk/by-label/my\\x20data", NULL, NULL) == &volumes[2]);
	EXPECT(found("", "LABEL=MY DATA", NULL, NULL) == NULL);
	EXPECT(found("", "LABEL=twin", NULL, NULL) == NULL);
	EXPECT(found("", "PARTLABEL=swap", NULL, NULL) == &volumes[3]);
	EXPECT(found("", "UUID=", NULL, NULL) == NULL);
}

static void positions(void)
{
	const char *sda = "/dev/sda2 / ext4 defaults 0 1\n";
	const char *uuid = "UUID=7d6a3c1e-52b4-4f0b-9a53-1f3b5f1c2a01 / ext4 defaults\n";
	const char *by_id = "/dev/disk/by-id/scsi-A-part2 / ext4 defaults 0 1\n";

	EXPECT(found(sda, "/dev/sda1", "/boot/efi", "vfat") == &volumes[0]);
	EXPECT(found(sda, "/dev/sda10", "/data", "xfs") == &volumes[4]);
	EXPECT(found(sda, "/dev/sda10", "/data", "ext4") == NULL);
	EXPECT(found(sda, "/dev/sda4", "/data", "xfs") == NULL);
	EXPECT(found(sda, "/dev/sdb10", "/data", "xfs") == NULL);
	EXPECT(found(sda, "/dev/sda10", "/srv", "xfs") == NULL);
	EXPECT(found(sda, "/dev/sda", "/data", "xfs") == NULL);
	EXPECT(found(sda, "/dev/whatever9", "/", "ext4") == NULL);
	EXPECT(found(NULL, "/dev/hda7", "/", "ext4") == &volumes[1]);
	EXPECT(found(by_id, "/dev/disk/by-id/scsi-A-part3", "/d", "xfs") == &volumes[2]);
	EXPECT(found(by_id, "/dev/disk/by-id/scsi-B-part3", "/d", "xfs") == NULL);
	/* Nothing but the number: another proof is needed. */
	EXPECT(found(uuid, "/dev/sda3", "/data", "xfs") == NULL);
	EXPECT(found(uuid, "/dev/vda5", "none", "swap") == &volumes[3]);
	EXPECT(found(uuid, "/dev/vda11", "/srv", "auto") == &volumes[5]);
	EXPECT(found(uuid, "/dev/vda2", "/srv", "ext4") == NULL);
}

static void two_disks(void)
{
	volumes[4].disk = &disk1;
	EXPECT(found("/dev/sda2 / ext4\n", "/dev/sdb10", "/data", "xfs") == NULL);
	EXPECT(found("/dev/sda2 / ext4\n", "/dev/sda10", "/data", "xfs") == NULL);
	volumes[4].last_mounted = "/data";
	EXPECT(found("/dev/sda2 / ext4\n", "/dev/sdb10", "/data", "xfs") == &volumes[4]);
	volumes[4].disk = &disk0;
	volumes[4].last_mounted = NULL;
}

/* disk0: /boot, a PV with the group vg-0, two members of arrays, LUKS; disk1: a PV too.
 */
static const size_t on_pv[] = { 1, 6 }, on_member[] = { 2 }, on_luks[] = { 4 };

static struct volume stack[] = {
	{ .disk = &disk0, .part = 1, .type = "ext4", .last_mounted = "/boot" },
	{ .disk = &disk0, .part = 2, .type = "LVM2_member", .uuid = "abcdef-1" },
	{ .disk = &disk0,
	  .part = 3,
	  .type = "linux_raid_member",
	  .uuid = "9a8f3b2c-5d6e-7f80-1122-334455667788",
	  .label = "web:data" },
	{ .disk = &disk0, .part = 5, .type = "swap" },
	{ .disk = &disk0,
	  .part = 6,
	  .type = "crypto_LUKS",
	  .uuid = "2b9f3c5e-6a44-4bb5-8a2c-6f1d0e9b7a55" },
	{ .kind = VOLUME_LV,
	  .name = "vg-0/root",
	  .type = "xfs",
	  .mountpoint = "/",
	  .under = on_pv,
	  .under_count = 2 },
	{ .disk = &disk1, .part = 1, .type = "LVM2_member", .uuid = "abcdef-2" },
	{ .kind = VOLUME_MD,
	  .name = "md127",
	  .type = "ext4",
	  .under = on_member,
	  .under_count = 1 },
	{ .kind = VOLUME_CRYPT,
	  .name = "opened",
	  .type = "xfs",
	  .under = on_luks,
	  .under_count = 1 },
	{ .disk = &disk1, .part = 2, .type = "linux_raid_member", .uuid = "0-1" },
};

enum { STACK = sizeof(stack) / sizeof(*stack) };

/* The index of what TEXT means, -1: unsure, -2: missing; the last member counts if ALL.
 */
static int in_stack(const char *text, size_t count)
{
	struct pool *pool = pool_new();
	struct fake fake = { { .ops = &fake_ops, .pool = pool },
			     .fstab = "/dev/mapper/vg--0-root / xfs\n",
			     .crypttab = "sda6_crypt /dev/sda6 none luks\n"
					 "ring /dev/mapper/ring none\n"
					 "gone UUID=1-2 none\n",
			     .mdadm = "ARRAY /dev/md/0 "
				      "UUID=9a8f3b2c:5d6e7f80:11223344:55667788\n"
				      "ARRAY /dev/md7 UUID=0:0\n" };
	struct guest guest = {
		.pool = pool,
		.tree = &fake.tree,
		.volume = stack,
		.volume_count = count,
		.volumes_known = true,
	};
	struct devname *name = devname_parse(pool, text);
	const char *why;
	const struct volume *volume = devname_volume(&guest, name, &why);
	int result = devname_is_missing(&guest, name) ? -2 : -1;

	if (volume)
		result = (int)(volume - stack);
	pool_free(pool);
	return result;
}

static void stacked(void)
{
	static const struct {
		const char *text;
		int index, hidden; /* with all opened, and with an array that is not */
	} names[] = {
		{ "/dev/mapper/vg--0-root", 5, 5 },
		{ "/dev/vg-0/root", 5, 5 },
		{ "/dev/disk/by-id/dm-name-vg--0-root", 5, 5 },
		{ "/dev/mapper/vg-0-root", -2, -1 },
		{ "/dev/vg/root", -2, -1 },
		{ "/dev/dm-0", -1, -1 },
		{ "/dev/disk/by-id/lvm-pv-uuid-abcdef-2", 6, 6 },
		{ "/dev/disk/by-id/dm-uuid-LVM-0123", -1, -1 },
		{ "/dev/md/0", 7, 7 },
		{ "/dev/md0", 7, 7 },
		{ "/dev/md/data", 7, 7 },
		{ "/dev/md127", 7, 7 },
		{ "/dev/md7", -2, -1 },
		{ "/dev/md1", -2, -1 },
		{ "/dev/disk/by-id/md-uuid-9a8f3b2c:5d6e7f80:11223344:55667788", 7, 7 },
		{ "/dev/disk/by-id/md-name-web:data", 7, 7 },
		{ "/dev/mapper/sda6_crypt", 8, 8 },
		{ "/dev/mapper/luks-2b9f3c5e-6a44-4bb5-8a2c-6f1d0e9b7a55", 8, 8 },
		{ "/dev/mapper/opened", 8, 8 },
		{ "/dev/disk/by-id/"
		  "dm-uuid-CRYPT-LUKS2-2b9f3c5e6a444bb58a2c6f1d0e9b7a55-x",
		  8, 8 },
		{ "/dev/mapper/ring", -1, -1 },
		{ "/dev/mapper/gone", -2, -1 },
		{ "/dev/mapper/mpatha-part1", -1, -1 },
		{ "/dev/mapper/3600508b400105e210000900000490000-part1", -1, -1 },
		{ "/dev/mapper/nobody", -1, -1 },
		{ "UUID=deadbeef-0000-4000-8000-000000000000", -2, -1 },
	};

	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++) {
		EXPECT_INT(in_stack(names[i].text, STACK - 1), names[i].index);
		EXPECT_INT(in_stack(names[i].text, STACK), names[i].hidden);
	}
}

/* A root on a group over both disks: of two first partitions, that last on /boot. */
static void beside_a_stacked_root(void)
{
	struct pool *pool = pool_new();
	struct fake fake = { { .ops = &fake_ops, .pool = pool }, .fstab = "" };
	struct guest guest = {
		.pool = pool,
		.tree = &fake.tree,
		.volume = stack,
		.volume_count = STACK,
		.volumes_known = true,
	};
	struct devname *name = devname_parse(pool, "/dev/sda1");
	const char *why;

	name->mountpoint = "/boot";
	EXPECT(devname_volume(&guest, name, &why) == &stack[0]);
	name->mountpoint = "/srv";
	EXPECT(!devname_volume(&guest, name, &why));
	pool_free(pool);
}

const struct test tests[] = {
	{ "kinds", kinds },
	{ "tags", tags },
	{ "positions", positions },
	{ "two disks", two_disks },
	{ "stacked", stacked },
	{ "beside a stacked root", beside_a_stacked_root },
	{ 0 },
};
