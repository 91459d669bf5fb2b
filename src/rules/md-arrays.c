/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "engine/rule.h"

#include "guest/mdconf.h"

/*
 * The repair respects: an array that is not here stays written down; names of devices are
 * taken out only where a UUID says which array is meant, or can be said in their place.
 * The copy in an initramfs, which assembles the root's array, is renewed behind the
 * image.
 */

static void detect(struct check *check, struct guest *guest)
{
	struct md_problems problems = guest_md_problems(guest);

	if (!problems.concerns)
		check_not_applicable(check);
	if (problems.why_not)
		check_cannot_look(check, "%s", problems.why_not);
	for (size_t i = 0; i < problems.count; i++) {
		const struct md_problem *problem = &problems.problem[i];

		check_finding_as(check, problem->is_missing ? NOTE : UNBOOTABLE,
				 problem->path, problem->inside ? 0 : problem->line,
				 problem->subject, "%s", problem->text);
	}
}

static bool write_inside(struct plan *plan, struct guest *guest,
			 const struct md_problem *problem)
{
	struct initramfs_new_file file = { problem->inside, S_IFREG | 0644,
					   problem->repaired };
	struct bytes segment;
	const char *why;

	if (guest_initramfs_segment(guest, problem->path, &file, 1, &segment, &why) < 0) {
		plan_refuse(plan, "%s", why);
		return false;
	}
	return plan_append(plan, problem->path, segment);
}

static bool repair(struct plan *plan, struct guest *guest,
		   const struct md_problem *problem)
{
	if (problem->why_not) {
		plan_refuse(plan, "%s", problem->why_not);
		return false;
	}
	return problem->inside ? write_inside(plan, guest, problem)
			       : plan_write(plan, problem->path, problem->repaired);
}

static void plan(struct plan *plan, struct guest *guest, const struct finding *finding)
{
	enum { TRIES = 64 }; /* lines that say the same */
	size_t i = 0;

	for (int tries = 0; tries < TRIES; tries++) {
		struct md_problems problems = guest_md_problems(guest);

		for (i = 0; i < problems.count; i++)
			if (strcmp(problems.problem[i].path, finding->path) == 0 &&
			    strcmp(problems.problem[i].subject, finding->subject) == 0)
				break;
		if (i == problems.count || !repair(plan, guest, &problems.problem[i]))
			break;
	}
	plan_note(plan, "arrays are told by their UUID");
}

const struct rule rule_md_arrays = {
	.id = "md-arrays",
	.title = "mdadm.conf looks for arrays on the old machine's devices",
	.why = "mdadm takes members from the listed devices only: on another machine the "
	       "array is not assembled, and what lies on it, the root perhaps, is not "
	       "found",
	.see = "mdadm.conf(5), DEVICE and ARRAY devices=",
	.severity = UNBOOTABLE,
	.stage = STAGE_FILESYSTEM,
	.needs = GUEST_LINUX | GUEST_VOLUMES,
	.detect = detect,
	.plan = plan,
};
