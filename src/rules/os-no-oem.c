/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "engine/rule.h"

/*
 * Report only: what a maker of computers put in can hardly be told from what its owner
 * did, and nothing of it keeps the system from starting.
 */

static const struct sign {
	const char *dir, *pattern, *what;
} signs[] = {
	{ "/var/lib", "ubuntu_dist_channel", "came installed from a maker of computers" },
	{ "/etc/apt/sources.list.d", "oem-*.list", "takes packages for one model" },
	{ "/etc/apt/sources.list.d", "*dell*.list", "takes packages for one model" },
	{ "/etc", "oem-release", "is a maker's own edition" },
	{ "/var/lib/oem-config", "*", "is to be set up by its buyer at the first start" },
	{ "/usr/share/oem-release", "*", "is a maker's own edition" },
};

static void detect(struct check *check, struct guest *guest)
{
	for (size_t i = 0; i < sizeof(signs) / sizeof(*signs); i++) {
		struct strs found =
			tree_match(guest->tree, signs[i].dir, signs[i].pattern);

		if (found.count > 0)
			check_finding(check, found.item[0], 0, "oem", "the system %s",
				      signs[i].what);
	}
}

const struct rule rule_os_no_oem = {
	.id = "os-no-oem",
	.title = "the system may be an OEM edition",
	.why = "its licence may end with the computer it came with, and clouds do not "
	       "take such systems",
	.see = "Huawei Cloud, IMS: external images on Linux: OEM operating systems are "
	       "not supported",
	.severity = NOTE,
	.stage = STAGE_CLEANUP,
	.needs = GUEST_LINUX,
	.detect = detect,
};
