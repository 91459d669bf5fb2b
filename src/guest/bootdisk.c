/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "guest/bootdisk.h"

#include <errno.h>
#include <string.h>

#include "base/path.h"
#include "guest/boot.h"

/* GPT type of a BIOS boot partition (GRUB manual, "BIOS installation"). */
#define BIOS_BOOT "21686148-6449-6e6f-744e-656564454649"

enum { EMBED_MAX = 4 << 20 }; /* bytes looked at; no core image is larger */

static const char *images_dir(struct guest *guest)
{
	static const char *const dirs[] = { "/boot/grub/i386-pc", "/boot/grub2/i386-pc" };

	for (size_t i = 0; i < sizeof(dirs) / sizeof(*dirs); i++)
		if (tree_has(guest->tree, dirs[i], TREE_DIR))
			return dirs[i];
	return NULL;
}

static bool has_efi_system(const struct table *table)
{
	for (size_t i = 0; i < table->count; i++)
		if (table->partition[i].efi_system)
			return true;
	return false;
}

/* What grub-install copies from; below /boot only where GRUB was built by hand. */
static const char *parts_dir(struct guest *guest, const char *images)
{
	const char *const dirs[] = { images, "/usr/lib/grub/i386-pc",
				     "/usr/lib/grub2/i386-pc",
				     "/usr/share/grub2/i386-pc" };

	for (size_t i = 0; i < sizeof(dirs) / sizeof(*dirs); i++)
		if (dirs[i] &&
		    tree_has(guest->tree, path_join(guest->pool, dirs[i], "kernel.img"),
			     TREE_FILE) &&
		    tree_has(guest->tree, path_join(guest->pool, dirs[i], "diskboot.img"),
			     TREE_FILE))
			return dirs[i];
	return NULL;
}

/* Where the images were, of a guest that only GRUB 2 starts and that can get them again.
 */
static const char *lost_images_dir(struct guest *guest, const struct bootdisk *bootdisk)
{
	const struct boot *boot = guest_boot(guest);
	const char *config = NULL;

	if (!bootdisk->parts || has_efi_system(bootdisk->disk->table))
		return NULL;
	for (size_t i = 0; i < boot->count; i++) {
		const struct boot_entry *entry = &boot->entry[i];

		if (entry->loader != BOOT_GRUB2 && entry->loader != BOOT_GRUB2_BLS)
			return NULL;
		if (entry->is_own && path_is_below(entry->config, "/boot"))
			config = entry->config;
	}
	return config ? path_join(guest->pool, path_parent(guest->pool, config),
				  "i386-pc")
		      : NULL;
}

static uint64_t at_most(uint64_t bytes)
{
	return bytes < EMBED_MAX ? bytes : EMBED_MAX;
}

/* The gap between sector 0 and the first partition. */
static int look_at_gap(struct guest *guest, struct bootdisk *bootdisk)
{
	const struct table *table = bootdisk->disk->table;
	uint64_t first = bootdisk->disk->size;

	for (size_t i = 0; i < table->count; i++)
		if (table->partition[i].start < first)
			first = table->partition[i].start;
	bootdisk->place.lba = 1;
	bootdisk->place.sectors = at_most(first) / BOOTCODE_SECTOR;
	if (bootdisk->place.sectors)
		bootdisk->place.sectors--;
	return guest_disk_read(guest, bootdisk->disk, 0, at_most(first),
			       &bootdisk->code.head);
}

static int look_at_gpt(struct guest *guest, struct bootdisk *bootdisk)
{
	const struct table *table = bootdisk->disk->table;
	int err = guest_disk_read(guest, bootdisk->disk, 0, 2 * BOOTCODE_SECTOR,
				  &bootdisk->code.head);

	for (size_t i = 0; err == 0 && i < table->count; i++) {
		const struct table_partition *part = &table->partition[i];

		if (strcmp(part->type, BIOS_BOOT) != 0)
			continue;
		bootdisk->place.lba = part->start / BOOTCODE_SECTOR;
		bootdisk->place.sectors = at_most(part->size) / BOOTCODE_SECTOR;
		bootdisk->code.bios_boot_lba = bootdisk->place.lba;
		bootdisk->only_uefi = false;
		return guest_disk_read(guest, bootdisk->disk, part->start,
				       at_most(part->size), &bootdisk->code.bios_boot);
	}
	return err;
}

static bool has_code(const struct guest *guest, const struct disk *disk)
{
	struct bootcode_disk code = { 0 };
	struct bootcode_state *state;

	return guest_disk_read(guest, disk, 0, BOOTCODE_SECTOR, &code.head) == 0 &&
	       bootcode_inspect(guest->pool, &code, &state) == 0 &&
	       state->mbr != BOOTCODE_NONE;
}

const struct disk *guest_boot_disk(const struct guest *guest)
{
	const struct volume *boot = guest_volume_of(guest, "/boot");
	const struct disk **disk;
	size_t count;

	if (!boot || boot->disk)
		return boot ? boot->disk : NULL;
	disk = volume_disks(guest->pool, guest->volume, guest->volume_count,
			    (size_t)(boot - guest->volume), &count);
	for (size_t i = 0; i < count; i++)
		if (has_code(guest, disk[i]))
			return disk[i];
	return count ? disk[0] : NULL;
}

int guest_bootdisk_any(struct guest *guest, struct bootdisk *bootdisk)
{
	const struct table *table;

	*bootdisk = (struct bootdisk){ .images = images_dir(guest) };
	bootdisk->parts = parts_dir(guest, bootdisk->images);
	bootdisk->disk = guest_boot_disk(guest);
	if (!bootdisk->disk || !bootdisk->disk->table)
		return -ENODEV;
	table = bootdisk->disk->table;
	if (table->kind == TABLE_NONE)
		return -ENOENT;
	if (!bootdisk->images)
		bootdisk->images = lost_images_dir(guest, bootdisk);
	bootdisk->only_uefi = has_efi_system(table);
	return table->kind == TABLE_GPT ? look_at_gpt(guest, bootdisk)
					: look_at_gap(guest, bootdisk);
}

int guest_bootdisk(struct guest *guest, struct bootdisk *bootdisk)
{
	int err = guest_bootdisk_any(guest, bootdisk);

	return bootdisk->images ? err : -ENOENT;
}

/* parted and others write a few bytes into sector 0 that start nothing by themselves. */
bool guest_starts_by_bios(struct guest *guest)
{
	struct bootdisk bootdisk;
	struct bootcode_state *state;

	if (guest_bootdisk_any(guest, &bootdisk) < 0 ||
	    bootcode_inspect(guest->pool, &bootdisk.code, &state) < 0)
		return false;
	if (state->mbr == BOOTCODE_GRUB2)
		return state->core_valid;
	return state->mbr == BOOTCODE_GRUB_LEGACY || state->mbr == BOOTCODE_SYSLINUX ||
	       state->mbr == BOOTCODE_LILO;
}

bool bootdisk_is_wiped(struct guest *guest, const struct bootdisk *bootdisk,
		       const struct bootcode_state *state)
{
	struct bytes image;

	if (tree_read(guest->tree, path_join(guest->pool, bootdisk->images, "core.img"),
		      &image) < 0)
		return false;
	for (size_t at = 0;
	     at + BOOTCODE_SECTOR <= image.len && at + BOOTCODE_SECTOR <= state->core.len;
	     at += BOOTCODE_SECTOR)
		if (bytes_are_zero(bytes_slice(state->core, at, BOOTCODE_SECTOR)) &&
		    !bytes_are_zero(bytes_slice(image, at, BOOTCODE_SECTOR)))
			return true;
	return false;
}
