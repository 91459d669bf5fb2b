/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "engine/rule-root.h"

#include "guest/rootarg.h"

void root_rule_plan(struct plan *plan, struct guest *guest, const struct finding *finding)
{
	const char *stable = NULL;
	unsigned count;
	struct boot_change change =
		rootarg_repair(guest, finding->path, finding->subject, &stable, &count);

	if (change.why_not) {
		plan_refuse(plan, "%s", change.why_not);
		return;
	}
	plan_write(plan, change.path, change.text);
	if (count == 1)
		plan_note(plan, "root=%s", stable);
	else
		plan_note(plan, "root=%s in %u places", stable, count);
}
