/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "engine/rule.h"

#include "guest/consoles.h"

/*
 * The last console= becomes /dev/console: the serial line of the machine, which its
 * console log shows, with the screen before it so that both see the start.  Consoles of
 * other devices stay in front; what is there in the right order is not written anew.
 * What the entries are made from gets the same, or the next kernel comes without.
 */

static void detect(struct check *check, struct guest *guest)
{
	const struct boot *boot = guest_boot(guest);
	size_t count;
	const struct kernelargs *args = guest_kernelargs(guest, &count);

	if (guest->profile->console.count == 0) {
		check_not_applicable(check);
		return;
	}
	if (boot->elsewhere)
		check_cannot_look(check, "%s", boot->elsewhere);
	for (size_t i = 0; i < count; i++) {
		const char *problem = consoles_problem(guest, &args[i]);
		bool is_other = args[i].entry && !args[i].entry->is_default;

		if (problem)
			check_finding_as(check, is_other ? NOTE : DEGRADED, args[i].path,
					 args[i].line, "console", "%s", problem);
	}
}

/* Returns false where the plan is refused. */
static bool settle(struct plan *plan, struct guest *guest, size_t number)
{
	enum { EDITS_MAX = 32 }; /* consoles of one command line */

	for (int i = 0; i < EDITS_MAX; i++) {
		size_t count;
		const struct kernelargs *args = guest_kernelargs(guest, &count);
		struct boot_change change = consoles_next(guest, &args[number]);

		if (change.why_not) {
			plan_refuse(plan, "%s", change.why_not);
			return false;
		}
		if (!change.path)
			return true;
		if (!plan_write(plan, change.path, change.text))
			return false;
	}
	plan_refuse(plan, "another console= comes behind where one can be added");
	return false;
}

static void plan(struct plan *plan, struct guest *guest, const struct finding *finding)
{
	size_t count;
	const struct kernelargs *args = guest_kernelargs(guest, &count);
	struct strs words = guest_consoles(guest);

	for (size_t i = 0; i < count; i++)
		if (strcmp(args[i].path, finding->path) == 0 && !settle(plan, guest, i))
			return;
	plan_note(plan, "%s", strs_join(&words, " "));
}

const struct rule rule_console_serial = {
	.id = "console-serial",
	.title = "the machine's console does not show the system's start",
	.why = "the console log of the cloud, often the only sight of a machine without "
	       "network, stays empty",
	.see = "Huawei IMS \"configuring console logging\"; OpenStack image guide; "
	       "Alibaba image FAQ (two consoles on one line); kernel "
	       "serial-console.rst",
	.severity = DEGRADED,
	.stage = STAGE_KERNEL,
	.needs = GUEST_LINUX | GUEST_LOADER,
	.detect = detect,
	.plan = plan,
};
