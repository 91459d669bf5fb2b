/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "engine/rule.h"

#include "guest/disktable.h"

/*
 * A GPT is made whole from its own other copy: no entry changes, none is moved, and the
 * DOS table stays as it is, for the partitions of a hybrid are what a BIOS starts from.
 * No table is made of another kind: PARTUUIDs would change, and GRUB's core image would
 * lose its place.
 */

/* What names the fault; it is also what the boot chain calls the table. */
#define TABLE "partition table"

static void judge_kind(struct check *check, const struct guest *guest,
		       const struct disk *disk, const struct table *table)
{
	unsigned accepted = guest->profile->partition_table;

	if (accepted && !(accepted & 1u << table->kind))
		check_finding_as(check, REJECTED, disk->name, 0, "kind",
				 "it has %s, which is not accepted",
				 guest_table_name(table->kind));
}

static void judge(struct check *check, struct guest *guest, const struct disk *disk)
{
	struct table *table;
	int err = guest_table(guest, disk, &table);

	if (err < 0) {
		check_cannot_look(check, "%s: %s", disk->name, strerror(-err));
		return;
	}
	judge_kind(check, guest, disk, table);
	if (table->problem)
		check_finding_as(check, table_hides(table) ? UNBOOTABLE : DEGRADED,
				 disk->name, 0, TABLE, "%s", table->problem);
	if (table->kind == TABLE_GPT && table->sector_size != disk->sector)
		check_finding(check, disk->name, 0, "sector size",
			      "the table counts in sectors of %u bytes, the disk in %u",
			      table->sector_size, disk->sector);
}

static void detect(struct check *check, struct guest *guest)
{
	size_t count;
	const struct disk **disk = guest_disks(guest, &count);

	if (count == 0)
		check_cannot_look(check, "the disk of the root is not known");
	for (size_t i = 0; i < count; i++)
		judge(check, guest, disk[i]);
}

static const struct disk *disk_of(struct guest *guest, const char *name)
{
	for (size_t i = 0; i < guest->disk_count; i++)
		if (strcmp(guest->disk[i]->name, name) == 0)
			return guest->disk[i];
	return NULL;
}

static void note(struct plan *plan, struct guest *guest, const struct disk *disk)
{
	struct table *table;

	if (guest_table(guest, disk, &table) < 0)
		return;
	if (table->unprotected)
		plan_note(plan, "the protective MBR is there again");
	if (table->backup_used)
		plan_note(plan, "the primary GPT is restored from its backup");
	if (table->backup != TABLE_BACKUP_GOOD)
		plan_note(plan, "the backup GPT is written at the end of the disk");
}

static void plan(struct plan *plan, struct guest *guest, const struct finding *finding)
{
	const struct disk *disk = disk_of(guest, finding->path);
	struct table_patch *patch;
	size_t count;
	const char *why;

	if (strcmp(finding->subject, TABLE) != 0) {
		plan_refuse(plan,
			    strcmp(finding->subject, "kind") == 0
				    ? "a table of another kind changes the names of "
				      "partitions and leaves GRUB no place"
				    : "the new machine must give it sectors of that "
				      "size");
		return;
	}
	if (guest_table_mend(guest, disk, &patch, &count, &why) < 0) {
		plan_refuse(plan, "%s", why);
		return;
	}
	note(plan, guest, disk);
	for (size_t i = 0; i < count; i++)
		plan_block(plan, disk, patch[i].offset, patch[i].after, patch[i].what);
}

const struct rule rule_part_table = {
	.id = "part-table",
	.title = "the partition table is damaged, or of a kind that is not accepted",
	.why = "Linux finds no partitions where the primary GPT is damaged; with the "
	       "backup "
	       "left "
	       "in the middle of a disk that grew, tools refuse to grow the root",
	.see = "UEFI specification 2.10, 5.3.2; Linux, block/partitions/efi.c; Tencent "
	       "Cloud: no GPT",
	.severity = UNBOOTABLE,
	.stage = STAGE_DISK,
	.needs = GUEST_LINUX | GUEST_VOLUMES | GUEST_DISKS,
	.detect = detect,
	.plan = plan,
};
