/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "guest/trace-internal.h"

#include <errno.h>
#include <string.h>

#include "base/path.h"
#include "guest/bootcore.h"
#include "guest/bootdisk.h"
#include "guest/bootnext.h"
#include "guest/disktable.h"
#include "guest/volumes.h"

/* GPT type of a BIOS boot partition (GRUB manual, "BIOS installation"). */
#define BIOS_BOOT "21686148-6449-6e6f-744e-656564454649"

enum {
	DOS_TABLE = 446, /* offset in sector 0 */
	PARTITIONS_SHOWN = 16,
};

/* "1 ext4 /, 2 swap, 3 bios-boot" */
static const char *partitions_of(const struct guest *guest, const struct disk *disk)
{
	struct strs list = { .pool = guest->pool };
	const struct table *table = disk->table;

	for (size_t i = 0; i < table->count; i++) {
		const struct table_partition *part = &table->partition[i];
		const struct volume *volume = volume_at(guest, disk, part->number);
		const char *type = volume && volume->type ? volume->type : NULL;

		if (part->role == TABLE_EXTENDED)
			continue;
		if (list.count == PARTITIONS_SHOWN) {
			strs_add(&list, "…");
			break;
		}
		strs_addf(&list, "%u %s%s%s", part->number,
			  type                                 ? type
			  : strcmp(part->type, BIOS_BOOT) == 0 ? "BIOS boot"
							       : "unformatted",
			  volume && volume->mountpoint ? " " : "",
			  volume && volume->mountpoint ? volume->mountpoint : "");
	}
	return strs_join(&list, ", ");
}

static struct trace_link table_link(struct guest *guest, const struct disk *disk)
{
	struct trace_link link = {
		.stage = TRACE_TABLE,
		.where = disk->name,
		.subject = "partition table",
	};
	struct table *table;

	if (guest_table(guest, disk, &table) < 0) {
		link.state = TRACE_UNKNOWN;
		link.text = "the partition table could not be read";
		return link;
	}
	if (table->kind == TABLE_NONE) {
		link.state = TRACE_NOT_APPLICABLE;
		link.text = "no partition table: a file system on the whole disk";
		return link;
	}
	link.has_offset = true;
	link.offset = table->kind == TABLE_GPT ? table->sector_size : DOS_TABLE;
	link.value = pool_printf(guest->pool, "%s: %s", guest_table_name(table->kind),
				 partitions_of(guest, disk));
	/* What breaks no start is said by the rule. */
	link.state = table_hides(table) ? TRACE_BROKEN : TRACE_HOLDS;
	link.text = table_hides(table) ? table->problem
		    : table->hybrid    ? "a hybrid MBR stands beside it"
				       : "";
	return link;
}

/* What there is to start from, also where GRUB's own files are not there to compare. */
static int look_at_start(struct guest *guest, const struct disk *disk,
			 struct bootdisk *bootdisk, struct bootcode_state **state)
{
	int err = guest_bootdisk(guest, bootdisk);

	if (err < 0) {
		*bootdisk = (struct bootdisk){ .disk = disk,
					       .only_uefi = trace_has_esp(disk) };
		err = guest_disk_read(guest, disk, 0, BOOTCODE_SECTOR,
				      &bootdisk->code.head);
	}
	return err < 0 ? err : bootcode_inspect(guest->pool, &bootdisk->code, state);
}

static void add_sector_0(struct guest *guest, struct trace *trace,
			 const struct bootdisk *bootdisk,
			 const struct bootcode_state *state)
{
	struct trace_link link = {
		.stage = TRACE_BOOT_CODE,
		.state = TRACE_HOLDS,
		.where = bootdisk->disk->name,
		.has_offset = true,
		.value = bootcode_name(state->mbr),
		.subject = "boot code",
	};

	if (state->mbr == BOOTCODE_NONE) {
		link.state = TRACE_BROKEN;
		link.value = "zeros";
		link.text = "sector 0 holds no boot code";
	} else if (state->mbr == BOOTCODE_GRUB2) {
		link.text = pool_printf(guest->pool, "sector 0 goes on at sector %llu",
					(unsigned long long)state->core_sector);
	} else if (state->mbr == BOOTCODE_OTHER) {
		link.state = TRACE_UNKNOWN;
		link.text = "code of no loader known here";
	}
	trace_add(trace->pool, &trace->common, &link);
}

/* Where the core image looks for its modules is where they are: asked as the rule does.
 */
static void judge_core(struct guest *guest, const struct bootdisk *bootdisk,
		       const struct bootcode_state *state, struct trace_link *link)
{
	const char *problem = bootcore_problem(guest, bootdisk->disk, &state->mods);
	struct bytes image;

	link->value = pool_printf(guest->pool, "prefix %s",
				  state->mods.prefix ? state->mods.prefix : "not found");
	if (problem) {
		link->state = TRACE_BROKEN;
		link->text = problem;
	} else if (tree_read(guest->tree,
			     path_join(guest->pool, bootdisk->images, "core.img"),
			     &image) == 0 &&
		   bootcode_core_matches(state, image)) {
		link->text = pool_printf(guest->pool, "the same as %s/core.img",
					 bootdisk->images);
	}
}

/* What a loader that is not GRUB 2 goes on with; false: not known. */
static bool add_next(struct guest *guest, struct trace *trace,
		     const struct bootdisk *bootdisk, enum bootcode_kind kind)
{
	struct bootnext next;
	struct trace_link link = { .stage = TRACE_LOADER, .state = TRACE_HOLDS };

	if (!guest_bootnext(guest, bootdisk, kind, &next) || (!next.faults && !next.what))
		return false;
	link.where = next.where;
	link.value = next.what;
	if (next.faults) {
		link.state = TRACE_BROKEN;
		link.where = next.fault[0].where;
		link.subject = next.fault[0].subject;
		link.text = next.fault[0].text;
	}
	trace_add(trace->pool, &trace->common, &link);
	return true;
}

static void add_core(struct guest *guest, struct trace *trace,
		     const struct bootdisk *bootdisk, const struct bootcode_state *state)
{
	struct trace_link link = {
		.stage = TRACE_LOADER,
		.state = TRACE_HOLDS,
		.where = bootdisk->disk->name,
		.offset = state->core_sector * BOOTCODE_SECTOR,
		.has_offset = true,
		.subject = "boot code",
	};

	if (add_next(guest, trace, bootdisk, state->mbr))
		return;
	if (state->mbr != BOOTCODE_GRUB2 || !bootdisk->images) {
		link.has_offset = false;
		link.state = state->mbr == BOOTCODE_NONE ? TRACE_NOT_APPLICABLE
							 : TRACE_UNKNOWN;
		link.text = state->mbr == BOOTCODE_NONE
				    ? "nothing leads to a core image"
				    : "what follows sector 0 is not looked at";
	} else if (!state->core_valid) {
		link.state = TRACE_BROKEN;
		link.text = state->problem;
	} else if (bootdisk_is_wiped(guest, bootdisk, state)) {
		link.state = TRACE_BROKEN;
		link.text = "parts of the core image are wiped";
	} else {
		judge_core(guest, bootdisk, state, &link);
	}
	trace_add(trace->pool, &trace->common, &link);
}

static void add_firmware(struct guest *guest, struct trace *trace,
			 const struct disk *disk, bool by_uefi)
{
	const char *ways = by_uefi               ? "UEFI"
			   : trace_has_esp(disk) ? "BIOS or UEFI"
						 : "BIOS";

	trace_add(trace->pool, &trace->common,
		  &(struct trace_link){
			  .stage = TRACE_FIRMWARE,
			  .where = disk->name,
			  .value = ways,
			  .text = pool_printf(guest->pool, "the disk is laid out for %s",
					      ways),
		  });
}

/* A tree without its disks: three links nobody can see. */
static void add_unseen(struct guest *guest, struct trace *trace)
{
	for (enum trace_stage stage = TRACE_FIRMWARE; stage <= TRACE_LOADER; stage++)
		trace_add(trace->pool, &trace->common,
			  &(struct trace_link){
				  .stage = stage,
				  .state = TRACE_UNKNOWN,
				  .text = guest->disk_count
						  ? "the disk of /boot is not known"
						  : "needs the disk behind the tree",
			  });
}

/* The loaders whose menus are read after this code; none is not known. */
static unsigned loaders_after(enum bootcode_kind kind, bool by_uefi)
{
	unsigned grub2 = 1U << BOOT_GRUB2 | 1U << BOOT_GRUB2_BLS;

	if (by_uefi)
		return grub2 | 1U << BOOT_SYSTEMD | 1U << BOOT_UKI;
	switch (kind) {
	case BOOTCODE_GRUB2:
		return grub2;
	case BOOTCODE_GRUB_LEGACY:
		return 1U << BOOT_GRUB_LEGACY;
	case BOOTCODE_SYSLINUX:
		return 1U << BOOT_SYSLINUX;
	default:
		return 0;
	}
}

void trace_disk(struct guest *guest, struct trace *trace)
{
	const struct disk *disk = guest->disk_count ? guest_boot_disk(guest) : NULL;
	struct bootcode_state *state;
	struct bootdisk bootdisk;
	struct trace_link table;
	bool by_uefi;

	if (!disk || !disk->table || look_at_start(guest, disk, &bootdisk, &state) < 0) {
		add_unseen(guest, trace);
		return;
	}
	by_uefi = bootdisk.only_uefi && state->mbr == BOOTCODE_NONE;
	trace->loaders = loaders_after(state->mbr, by_uefi);
	add_firmware(guest, trace, disk, by_uefi);
	table = table_link(guest, disk);
	trace_add(trace->pool, &trace->common, &table);
	if (!by_uefi) {
		add_sector_0(guest, trace, &bootdisk, state);
		add_core(guest, trace, &bootdisk, state);
	}
	if (trace_has_esp(disk))
		trace_esp(guest, trace, disk, by_uefi);
}
