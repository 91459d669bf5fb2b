/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "engine/rule-fstab.h"

#include <string.h>

#include "guest/mounts.h"

void fstab_rule_plan(struct plan *plan, struct guest *guest,
		     const struct finding *finding)
{
	struct bytes text;
	const struct fstab *fstab = guest_fstab(guest, &text);

	for (size_t i = fstab->count; i-- > 0;) {
		const struct fstab_entry *entry = &fstab->entry[i];
		const char *why_not = NULL, *stable;

		if (strcmp(mount_name(guest->pool, entry), finding->subject) != 0)
			continue;
		stable = mount_stable_name(guest, entry, &why_not);
		if (!stable) {
			plan_refuse(plan, "%s", why_not);
			return;
		}
		text = fstab_replace_field(guest->pool, text, entry, FSTAB_SPEC, stable);
		plan_note(plan, "now %s", stable);
	}
	plan_write(plan, "/etc/fstab", text);
}
