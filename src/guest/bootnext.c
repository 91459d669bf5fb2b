/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "guest/bootnext.h"

#include "base/path.h"
#include "guest/boot.h"
#include "guest/volumes.h"

static const char *config_of(struct guest *guest, enum boot_loader loader)
{
	const struct boot *boot = guest_boot(guest);

	for (size_t i = 0; i < boot->count; i++)
		if (boot->entry[i].loader == loader)
			return boot->entry[i].config;
	return NULL;
}

static void add_fault(struct bootnext *next, const char *where, const char *subject,
		      const char *text)
{
	next->fault[next->faults++] = (struct bootnext_fault){ where, subject, text };
}

static bool is_bootable(const struct table *table, unsigned part)
{
	for (size_t i = 0; table && i < table->count; i++)
		if (table->partition[i].number == part)
			return table->partition[i].bootable;
	return true; /* the whole disk is the volume */
}

/* The boot sector must lead to the blocks that are ldlinux.sys now. */
static void judge_boot_sector(struct guest *guest, const struct volume *volume,
			      struct bytes sector, struct bootnext *next)
{
	const char *disk = volume->disk->name;
	struct bytes file, found;
	uint64_t first;

	if (bytes_find(sector, bytes_of("LINUX"), 0) < 0) {
		add_fault(
			next, disk, "boot sector",
			pool_printf(guest->pool,
				    "the boot sector of partition %u is not of SYSLINUX",
				    volume->part));
		return;
	}
	if (!bootcode_syslinux(sector, &first) ||
	    first > volume->disk->size / BOOTCODE_SECTOR ||
	    tree_read(guest->tree, next->where, &file) < 0 ||
	    guest_disk_read(guest, volume->disk, volume->start + first * BOOTCODE_SECTOR,
			    BOOTCODE_SECTOR, &found) < 0)
		return;
	if (bytes_equal(found, bytes_slice(file, 0, BOOTCODE_SECTOR)))
		next->what = pool_printf(guest->pool,
					 "at sector %llu of partition %u, whose boot "
					 "sector leads there",
					 (unsigned long long)first, volume->part);
	else
		add_fault(
			next, disk, "boot sector",
			pool_printf(guest->pool,
				    "the boot sector of partition %u starts sector %llu, "
				    "and ldlinux.sys is not there",
				    volume->part, (unsigned long long)first));
}

static bool after_syslinux(struct guest *guest, const struct disk *disk,
			   struct bootnext *next)
{
	const char *config = config_of(guest, BOOT_SYSLINUX), *dir;
	const struct volume *volume = config ? guest_volume_of(guest, config) : NULL;
	struct bytes sector;

	if (!volume || volume->disk != disk ||
	    guest_disk_read(guest, disk, volume->start, BOOTCODE_SECTOR, &sector) < 0)
		return false;
	dir = path_parent(guest->pool, config);
	next->where = path_join(guest->pool, dir, "ldlinux.sys");
	judge_boot_sector(guest, volume, sector, next);
	if (!is_bootable(disk->table, volume->part))
		add_fault(next, disk->name, "active",
			  pool_printf(guest->pool, "partition %u is not marked active",
				      volume->part));
	if (!tree_has(guest->tree, next->where, TREE_FILE))
		add_fault(next, dir, "ldlinux.sys",
			  "ldlinux.sys is missing beside the configuration");
	return true;
}

/* The first bytes of stage 2 are code; its blocks are at the end of the sector. */
static bool is_stage2(struct guest *guest, struct bytes sector)
{
	enum { CODE = 0x100 };
	static const char *const paths[] = { "/boot/grub/stage2", "/grub/stage2" };
	struct bytes file;

	for (size_t i = 0; i < sizeof(paths) / sizeof(*paths); i++)
		if (tree_has_text(guest->tree, paths[i], &file))
			return bytes_equal(bytes_slice(file, 0, CODE),
					   bytes_slice(sector, 0, CODE));
	return true;
}

/* Stage 1.5 knows a partition by its number, and there the path of stage 2. */
static const char *stage15_fault(struct guest *guest, const struct disk *disk,
				 uint32_t sector)
{
	struct bootcode_stage15 stage15;
	const struct volume *volume;
	struct bytes code;
	const char *path;

	if (guest_disk_read(guest, disk, (uint64_t)sector * BOOTCODE_SECTOR,
			    2 * (size_t)BOOTCODE_SECTOR, &code) < 0 ||
	    !bootcode_stage15(guest->pool, code, &stage15) || stage15.part == 0)
		return NULL;
	volume = volume_at(guest, disk, stage15.part);
	if (!volume)
		return pool_printf(guest->pool,
				   "stage 1.5 looks for %s on partition %u, and there is "
				   "none",
				   stage15.stage2, stage15.part);
	if (!volume->mountpoint)
		return NULL;
	path = path_join(guest->pool, volume->mountpoint, stage15.stage2);
	if (guest_volume_of(guest, path) != volume ||
	    tree_has(guest->tree, path, TREE_FILE))
		return NULL;
	return pool_printf(guest->pool, "stage 1.5 looks for %s, which is not there",
			   path);
}

static bool after_stage1(struct guest *guest, const struct bootdisk *bootdisk,
			 struct bootnext *next)
{
	struct bytes first = bytes_slice(bootdisk->code.head, 0, BOOTCODE_SECTOR), code;
	const struct disk *disk = bootdisk->disk;
	struct bootcode_stage1 stage1;
	const char *fault = NULL;

	if (!config_of(guest, BOOT_GRUB_LEGACY))
		return false;
	next->where = disk->name;
	if (!bootcode_stage1(first, &stage1)) {
		add_fault(next, next->where, "stage 1",
			  "sector 0 holds no whole stage 1");
		return true;
	}
	if (guest_disk_read(guest, disk, (uint64_t)stage1.sector * BOOTCODE_SECTOR,
			    BOOTCODE_SECTOR, &code) < 0 ||
	    bytes_are_zero(code))
		fault = pool_printf(guest->pool,
				    "stage 1 starts sector %u, and nothing is there",
				    stage1.sector);
	else if (stage1.starts_stage15)
		fault = stage15_fault(guest, disk, stage1.sector);
	else if (!is_stage2(guest, code))
		fault = pool_printf(guest->pool,
				    "stage 1 starts sector %u, and /boot/grub/stage2 is "
				    "not there any more",
				    stage1.sector);
	if (fault)
		add_fault(next, next->where, "stage 1", fault);
	else
		next->what = pool_printf(guest->pool, "stage 1 goes on at sector %u, %s",
					 stage1.sector,
					 stage1.starts_stage15 ? "stage 1.5" : "stage 2");
	return true;
}

bool guest_bootnext(struct guest *guest, const struct bootdisk *bootdisk,
		    enum bootcode_kind kind, struct bootnext *next)
{
	*next = (struct bootnext){ 0 };
	if (kind == BOOTCODE_SYSLINUX)
		return after_syslinux(guest, bootdisk->disk, next);
	return kind == BOOTCODE_GRUB_LEGACY && after_stage1(guest, bootdisk, next);
}
