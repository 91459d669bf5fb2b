/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "engine/rule-fstab.h"

#include <string.h>

#include "guest/mounts.h"

/*
 * The repair respects: only the first field of a line changes; a label that resolves,
 * LVM, md, network and bind mounts are left alone; a volume that is not certain is not
 * guessed. The root comes last, since its old name tells which disk was the system's.
 */

static bool is_root(const struct fstab_entry *entry)
{
	return strcmp(entry->file, "/") == 0;
}

static void report(struct check *check, struct guest *guest,
		   const struct fstab_entry *entry)
{
	const char *problem = mount_name_problem(guest, entry);
	const char *name = mount_name(guest->pool, entry);

	if (problem && !mount_is_swap(entry))
		check_finding(check, "/etc/fstab", entry->line, name, "%s: %s", name,
			      problem);
}

static void detect(struct check *check, struct guest *guest)
{
	const struct fstab *fstab = guest_fstab(guest, NULL);

	if (fstab->count == 0)
		check_not_applicable(check);
	for (size_t i = 0; i < fstab->count; i++)
		if (!is_root(&fstab->entry[i]))
			report(check, guest, &fstab->entry[i]);
	for (size_t i = 0; i < fstab->count; i++)
		if (is_root(&fstab->entry[i]))
			report(check, guest, &fstab->entry[i]);
}

const struct rule rule_fstab_by_uuid = {
	.id = "fstab-by-uuid",
	.title = "fstab names a file system by a name that changes with the machine",
	.why = "On another machine the disk has another name: the boot waits for a "
	       "device that "
	       "never comes and ends in the emergency shell.",
	.see = "fstab(5); Huawei IMS: Changing Disk Identifiers in the fstab File to "
	       "UUID",
	.severity = UNBOOTABLE,
	.stage = STAGE_MOUNTS,
	.needs = GUEST_LINUX | GUEST_VOLUMES,
	.detect = detect,
	.plan = fstab_rule_plan,
};
