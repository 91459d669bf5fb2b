/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "engine/rule.h"

#include "guest/initrd.h"
#include "guest/lvm.h"

/*
 * On a host the devices file also keeps LVM from the disks of virtual machines, so there
 * it is only reported; where lvm.conf says it is not used, it is left alone.  In an
 * initramfs an empty one would hide every disk: its lvm.conf is told not to look there.
 * A filter keeps out what it kept out: a pattern for just the physical volume, by its own
 * UUID and by the names it will have, comes before the others.
 */

static void detect(struct check *check, struct guest *guest)
{
	struct lvm_problems problems = guest_lvm_problems(guest);

	if (!problems.concerns)
		check_not_applicable(check);
	if (problems.why_not)
		check_cannot_look(check, "%s", problems.why_not);
	for (size_t i = 0; i < problems.count; i++) {
		const struct lvm_problem *problem = &problems.problem[i];

		check_finding_as(check, problem->is_lesser ? DEGRADED : UNBOOTABLE,
				 problem->path, problem->inside ? 0 : problem->line,
				 problem->subject, "%s%s%s",
				 problem->inside ? problem->inside + 1 : "",
				 problem->inside ? " in it: " : "", problem->text);
	}
}

static bool write_inside(struct plan *plan, struct guest *guest,
			 const struct lvm_problem *problem)
{
	struct initramfs_new_file file = { problem->repaired_file, S_IFREG | 0644,
					   problem->repaired };
	struct bytes segment;
	const char *why;

	if (guest_initramfs_segment(guest, problem->path, &file, 1, &segment, &why) < 0) {
		plan_refuse(plan, "%s", why);
		return false;
	}
	return plan_append(plan, problem->path, segment);
}

static const struct lvm_problem *find(const struct lvm_problems *problems,
				      const struct finding *finding)
{
	for (size_t i = 0; i < problems->count; i++)
		if (strcmp(problems->problem[i].path, finding->path) == 0 &&
		    strcmp(problems->problem[i].subject, finding->subject) == 0)
			return &problems->problem[i];
	return NULL;
}

static bool repair(struct plan *plan, struct guest *guest,
		   const struct lvm_problem *problem)
{
	const char *fence = problem->is_devices_file ? lvm_fence(guest) : NULL;

	if (fence) {
		plan_refuse(plan, "%s; run lvmdevices(8) on the new machine", fence);
		return false;
	}
	if (!problem->repaired_file) {
		plan_note(plan, "removed: LVM looks at all devices without it");
		return plan_remove(plan, problem->path);
	}
	plan_note(plan, "%s %s",
		  problem->is_devices_file ? "use_devicesfile = 0 in its"
					   : "lets the physical volume through in",
		  problem->repaired_file + 1);
	return problem->inside ? write_inside(plan, guest, problem)
			       : plan_write(plan, problem->path, problem->repaired);
}

/* Several volumes may be left out, and each repair lets one through. */
static void plan(struct plan *plan, struct guest *guest, const struct finding *finding)
{
	enum { TRIES = 64 };

	for (int i = 0; i < TRIES; i++) {
		struct lvm_problems problems = guest_lvm_problems(guest);
		const struct lvm_problem *problem = find(&problems, finding);

		if (!problem || !repair(plan, guest, problem))
			break;
	}
}

const struct rule rule_lvm_devices_file = {
	.id = "lvm-devices-file",
	.title = "LVM looks for its disks by what the old machine called them",
	.why = "LVM passes over a disk with another serial number or name: volumes are "
	       "not activated, and the boot ends in the emergency shell",
	.see = "lvmdevices(8); lvm.conf(5), filter; Red Hat bug 2112801 and solution "
	       "6717161",
	.severity = UNBOOTABLE,
	.stage = STAGE_MOUNTS,
	.needs = GUEST_LINUX | GUEST_VOLUMES,
	.detect = detect,
	.plan = plan,
};
