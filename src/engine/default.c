/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Plans that make another entry the default, for the rules that find the default dead. */
#include "engine/plan.h"

#include "guest/bootdefault.h"

bool plan_other_default(struct plan *plan, const char *config)
{
	struct guest *guest = plan->guest;
	struct bootdefault edits;
	const char *why, *name;
	const struct boot_entry *entry = bootdefault_other(guest, config, &why);

	name = entry ? bootdefault_name(guest, entry) : NULL;
	if (entry && !name)
		why = pool_printf(guest->pool, "the default of %s cannot be changed here",
				  boot_loader_name(entry->loader));
	if (!name || bootdefault_plan(guest, config, name, &edits, &why) < 0) {
		plan_refuse(plan, "%s", why);
		return false;
	}
	for (size_t i = 0; i < edits.count; i++)
		if (!plan_write(plan, edits.edit[i].path, edits.edit[i].text))
			return false;
	plan_note(plan, "\"%s\" starts by default now", entry->title);
	return true;
}
