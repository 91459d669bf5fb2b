/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "engine/rule.h"

#include "guest/imagebased.h"

/*
 * Report only: of such a system nothing is repaired at all.
 */

static void detect(struct check *check, struct guest *guest)
{
	const char *why = guest_image_based(guest);

	if (why)
		check_finding(check, "/", 0, "image-based", "%s", why);
}

const struct rule rule_os_image_based = {
	.id = "os-image-based",
	.title = "the system is made as an image: it is looked at, not repaired",
	.why = "a change from outside is lost with the next update, or keeps that from "
	       "being made",
	.see = "ostree, \"Atomic Upgrades\"; transactional-update(8); NixOS manual, "
	       "\"Changing the Configuration\"",
	.severity = NOTE,
	.stage = STAGE_DISK,
	.needs = GUEST_LINUX,
	.detect = detect,
};
