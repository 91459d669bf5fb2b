/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "engine/rule-fstab.h"

#include "guest/mounts.h"

/*
 * The repair respects: only the first field of a line changes; the swap itself stays as
 * it is, since a new one would have another UUID than resume= names.  It runs before the
 * root's own name in fstab changes, which tells what disk was the system's.
 */

static void detect(struct check *check, struct guest *guest)
{
	const struct fstab *fstab = guest_fstab(guest, NULL);
	size_t swaps = 0;

	for (size_t i = 0; i < fstab->count; i++) {
		const struct fstab_entry *entry = &fstab->entry[i];
		const char *problem, *name;

		if (!mount_is_swap(entry))
			continue;
		swaps++;
		problem = mount_name_problem(guest, entry);
		name = mount_name(guest->pool, entry);
		if (problem)
			check_finding(check, "/etc/fstab", entry->line, name, "%s: %s",
				      name, problem);
	}
	if (swaps == 0)
		check_not_applicable(check);
}

const struct rule rule_swap_by_uuid = {
	.id = "swap-by-uuid",
	.title = "fstab names swap space by a name that changes with the machine",
	.why = "On another machine the disk has another name: each start waits 90 "
	       "seconds for it, and the system runs without swap.",
	.see = "fstab(5); swapon(8); Open Telekom Cloud \"changing disk identifiers in "
	       "the fstab file to UUID\"",
	.severity = DEGRADED,
	.stage = STAGE_FILESYSTEM,
	.needs = GUEST_LINUX | GUEST_VOLUMES,
	.detect = detect,
	.plan = fstab_rule_plan,
};
