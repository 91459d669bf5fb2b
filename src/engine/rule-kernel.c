/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "engine/rule-kernel.h"

#include "guest/bootdefault.h"
#include "guest/kernel.h"

#define DEFAULT "default"

void kernel_rule_detect(struct check *check, struct guest *guest,
			const struct strs *wanted)
{
	const struct boot *boot = guest_boot(guest);
	size_t count;
	const struct kernel_fault *fault = kernel_faults(guest, boot, wanted, &count);

	if (wanted->count == 0)
		check_not_applicable(check);
	else if (boot->elsewhere)
		check_cannot_look(check, "%s", boot->elsewhere);
	else if (!bootdefault_is_known(boot))
		check_cannot_look(check, "it is not known which entry starts by default");
	for (size_t i = 0; i < count; i++) {
		const struct boot_entry *entry = fault[i].entry;
		bool here = strcmp(entry->config, entry->file) == 0;

		if (fault[i].certain && entry->is_default)
			check_finding(check, entry->config, here ? entry->file_line : 0,
				      DEFAULT, "%s", fault[i].text);
		else if (fault[i].certain)
			check_finding_as(check, NOTE, entry->file, entry->file_line,
					 fault[i].version, "%s", fault[i].text);
		else if (entry->is_default)
			check_cannot_look(check, "%s", fault[i].text);
	}
}

void kernel_rule_plan(struct plan *plan, struct guest *guest,
		      const struct finding *finding)
{
	(void)guest;
	if (strcmp(finding->subject, DEFAULT) == 0)
		plan_other_default(plan, finding->path);
	else
		plan_refuse(plan, "no file here can add it; it does not start by itself");
}
