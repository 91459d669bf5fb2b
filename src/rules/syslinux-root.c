/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "engine/rule-root.h"

#include "guest/bootsource.h"
#include "guest/rootarg.h"

/*
 * Only the value of root= is replaced, in APPEND of every label and in what Alpine's
 * update-extlinux makes them from.  "modules=" stays as it is: the initramfs of Alpine
 * loads the drivers of the devices it finds besides those named there.
 */

static bool is_of_syslinux(const struct boot_place *place)
{
	return place->part.loader == BOOT_SYSLINUX;
}

static void detect(struct check *check, struct guest *guest)
{
	size_t count;
	const struct boot_place *place = guest_boot_places(guest, "root", &count);
	bool any = false;

	if (guest_boot(guest)->too_many || count == BOOT_PLACES_MAX) {
		check_cannot_look(check, "more than %d boot entries", BOOT_ENTRIES_MAX);
		return;
	}
	for (size_t i = 0; i < count; i++) {
		const char *value = place[i].arg.value_text;
		const char *problem = rootarg_place_problem(guest, &place[i]);

		any |= is_of_syslinux(&place[i]);
		if (problem && is_of_syslinux(&place[i]))
			check_finding(check, place[i].part.source, place[i].part.line,
				      value, "root=%s %s", value, problem);
	}
	if (!any)
		check_not_applicable(check);
}

const struct rule rule_syslinux_root = {
	.id = "syslinux-root",
	.title = "SYSLINUX's root= names a device that is not there",
	.why = "the initramfs waits for /dev/sda3 on a machine whose disk is /dev/vda "
	       "and "
	       "ends in an emergency shell",
	.see = "config.txt of SYSLINUX (APPEND); update-extlinux.conf of Alpine; Huawei "
	       "IMS, partition not found after the import",
	.severity = UNBOOTABLE,
	.stage = STAGE_LOADER,
	.needs = GUEST_LINUX | GUEST_LOADER | GUEST_VOLUMES,
	.detect = detect,
	.plan = root_rule_plan,
};
