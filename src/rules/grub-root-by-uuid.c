/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "engine/rule-root.h"

#include "guest/bootsearch.h"
#include "guest/bootsource.h"
#include "guest/rootarg.h"

/*
 * Only the value of root= is replaced, token by token: "/dev/sda1" inside a comment, a
 * longer name, a menu title or GRUB's own (hd0,msdos1) is something else, and variables
 * of GRUB stay.  What is loaded is one half; what it is made from is changed too, or the
 * next update-grub or kernel undoes it.
 */

static void detect_variables(struct check *check, struct guest *guest)
{
	size_t count;
	const struct rootarg_variable *variable = rootarg_variables(guest, &count);

	for (size_t i = 0; i < count; i++)
		check_finding(check, variable[i].path, variable[i].set->line,
			      variable[i].name, "%s", variable[i].problem);
}

/* GRUB's own way to its files; not the kernel's root=, but as dead. */
static void detect_searches(struct check *check, struct guest *guest)
{
	size_t count;
	const struct boot_search *search = guest_boot_searches(guest, &count);

	for (size_t i = 0; i < count; i++)
		check_finding(check, search[i].path, search[i].line, search[i].name, "%s",
			      search[i].problem);
}

/* One finding for each wrong value of a file, however many entries have it. */
static void detect(struct check *check, struct guest *guest)
{
	const struct boot *boot = guest_boot(guest);
	const struct boot_place *place;
	size_t count;

	if (boot->too_many) {
		check_cannot_look(check, "more than %d boot entries, or too deep",
				  BOOT_ENTRIES_MAX);
		return;
	}
	if (boot->elsewhere)
		check_cannot_look(check, "%s", boot->elsewhere);
	place = guest_boot_places(guest, "root", &count);
	for (size_t i = 0; i < count; i++) {
		const char *value = place[i].arg.value_text;
		const char *problem = rootarg_place_problem(guest, &place[i]);

		if (problem && place[i].part.loader != BOOT_SYSLINUX)
			check_finding(check, place[i].part.source, place[i].part.line,
				      value, "root=%s %s", value, problem);
	}
	if (count == BOOT_PLACES_MAX)
		check_cannot_look(check, "more than %d root= parameters",
				  BOOT_PLACES_MAX);
	detect_variables(check, guest);
	detect_searches(check, guest);
}

static void plan_variable(struct plan *plan, struct guest *guest,
			  const struct finding *finding)
{
	size_t count;
	const struct rootarg_variable *variable = rootarg_variables(guest, &count);

	while (count > 0 && strcmp(variable->name, finding->subject) != 0) {
		variable++;
		count--;
	}
	if (!count || !variable->right) {
		plan_refuse(plan, "the partition of the root has no PARTUUID");
		return;
	}
	plan_write(plan, variable->path,
		   shellvars_set(guest->pool, variable->text, variable->name,
				 variable->right));
	plan_note(plan, "%s=%s", variable->name, variable->right);
}

static bool is_search(const struct finding *finding)
{
	return strncmp(finding->subject, "search ", 7) == 0 ||
	       strncmp(finding->subject, "root ", 5) == 0;
}

static void plan_search(struct plan *plan, struct guest *guest,
			const struct finding *finding)
{
	unsigned count;
	struct boot_change change =
		bootsearch_repair(guest, finding->path, finding->subject, &count);

	if (change.why_not) {
		plan_refuse(plan, "%s", change.why_not);
		return;
	}
	plan_write(plan, change.path, change.text);
	plan_note(plan, "corrected in %u %s", count, count == 1 ? "place" : "places");
}

static void plan(struct plan *plan, struct guest *guest, const struct finding *finding)
{
	if (strncmp(finding->subject, "GRUB_", 5) == 0)
		plan_variable(plan, guest, finding);
	else if (is_search(finding))
		plan_search(plan, guest, finding);
	else
		root_rule_plan(plan, guest, finding);
}

const struct rule rule_grub_root_by_uuid = {
	.id = "grub-root-by-uuid",
	.title = "the boot loader's root= names a device that is not there",
	.why = "the kernel or its initramfs waits for /dev/sda1 on a machine whose disk "
	       "is "
	       "/dev/vda and ends in an emergency shell",
	.see = "Huawei IMS \"changing disk identifiers in the GRUB file to UUID\"; "
	       "Alibaba "
	       "GUESTOS.Grub; kernel-parameters.txt (root=)",
	.severity = UNBOOTABLE,
	.stage = STAGE_LOADER,
	.needs = GUEST_LINUX | GUEST_LOADER | GUEST_VOLUMES,
	.detect = detect,
	.plan = plan,
};
