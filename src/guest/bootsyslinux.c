/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "guest/bootsyslinux.h"

#include "base/path.h"
#include "format/bootcode.h"
#include "guest/boot.h"

static const char *config_of(struct guest *guest)
{
	const struct boot *boot = guest_boot(guest);

	for (size_t i = 0; i < boot->count; i++)
		if (boot->entry[i].loader == BOOT_SYSLINUX)
			return boot->entry[i].config;
	return NULL;
}

static bool is_bootable(const struct table *table, unsigned part)
{
	for (size_t i = 0; table && i < table->count; i++)
		if (table->partition[i].number == part)
			return table->partition[i].bootable;
	return true; /* the whole disk is the volume */
}

static void add_fault(struct bootsyslinux *state, const char *where, const char *subject,
		      const char *text)
{
	state->fault[state->faults++] =
		(struct bootsyslinux_fault){ where, subject, text };
}

/* The boot sector must lead to the blocks that are ldlinux.sys now. */
static void judge_boot_sector(struct guest *guest, const struct volume *volume,
			      struct bytes sector, struct bootsyslinux *state)
{
	const char *disk = volume->disk->name;
	struct bytes file, found;

	if (bytes_find(sector, bytes_of("LINUX"), 0) < 0) {
		add_fault(
			state, disk, "boot sector",
			pool_printf(guest->pool,
				    "the boot sector of partition %u is not of SYSLINUX",
				    volume->part));
		return;
	}
	if (!bootcode_syslinux(sector, &state->sector) ||
	    state->sector > volume->disk->size / BOOTCODE_SECTOR ||
	    tree_read(guest->tree, state->file, &file) < 0)
		return;
	if (guest_disk_read(guest, volume->disk,
			    volume->start + state->sector * BOOTCODE_SECTOR,
			    BOOTCODE_SECTOR, &found) == 0 &&
	    !bytes_equal(found, bytes_slice(file, 0, BOOTCODE_SECTOR)))
		add_fault(
			state, disk, "boot sector",
			pool_printf(guest->pool,
				    "the boot sector of partition %u starts sector %llu, "
				    "and ldlinux.sys is not there",
				    volume->part, (unsigned long long)state->sector));
}

bool guest_bootsyslinux(struct guest *guest, const struct disk *disk,
			struct bootsyslinux *state)
{
	const char *config = config_of(guest), *dir;
	const struct volume *volume = config ? guest_volume_of(guest, config) : NULL;
	struct bytes sector;

	if (!volume || volume->disk != disk ||
	    guest_disk_read(guest, disk, volume->start, BOOTCODE_SECTOR, &sector) < 0)
		return false;
	dir = path_parent(guest->pool, config);
	*state = (struct bootsyslinux){
		.file = path_join(guest->pool, dir, "ldlinux.sys"),
		.part = volume->part,
	};
	judge_boot_sector(guest, volume, sector, state);
	if (!is_bootable(disk->table, volume->part))
		add_fault(state, disk->name, "active",
			  pool_printf(guest->pool, "partition %u is not marked active",
				      volume->part));
	if (!tree_has(guest->tree, state->file, TREE_FILE))
		add_fault(state, dir, "ldlinux.sys",
			  "ldlinux.sys is missing beside the configuration");
	return true;
}
