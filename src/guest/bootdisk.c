/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "guest/bootdisk.h"

#include <errno.h>
#include <string.h>

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
	int err = guest_disk_read(guest, bootdisk->disk, 0, BOOTCODE_SECTOR,
				  &bootdisk->code.head);

	for (size_t i = 0; err == 0 && i < table->count; i++) {
		const struct table_partition *part = &table->partition[i];

		if (strcmp(part->type, BIOS_BOOT) != 0)
			continue;
		bootdisk->place.lba = part->start / BOOTCODE_SECTOR;
		bootdisk->place.sectors = at_most(part->size) / BOOTCODE_SECTOR;
		bootdisk->code.bios_boot_lba = bootdisk->place.lba;
		return guest_disk_read(guest, bootdisk->disk, part->start,
				       at_most(part->size), &bootdisk->code.bios_boot);
	}
	return err;
}

int guest_bootdisk(struct guest *guest, struct bootdisk *bootdisk)
{
	const struct volume *boot = guest_volume_of(guest, "/boot");

	*bootdisk = (struct bootdisk){ .images = images_dir(guest) };
	if (!bootdisk->images || !boot || !boot->disk->table ||
	    boot->disk->table->kind == TABLE_NONE)
		return -ENOENT;
	bootdisk->disk = boot->disk;
	if (boot->disk->table->kind == TABLE_GPT)
		return look_at_gpt(guest, bootdisk);
	return look_at_gap(guest, bootdisk);
}
