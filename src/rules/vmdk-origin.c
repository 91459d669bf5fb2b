/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "engine/rule.h"

#include "guest/imagefile.h"

/* Report only: a VMDK is not made into one of another origin, but into another format. */

static void detect(struct check *check, struct guest *guest)
{
	if (guest->image_count == 0 || guest->profile->foreign_vmdk == POLICY_ALLOW)
		check_not_applicable(check);
	for (size_t i = 0; i < guest->image_count; i++) {
		const struct imagefile *image = &guest->image[i];

		if (strncmp(image->format, "vmdk", strlen("vmdk")) == 0 && !image->tools)
			check_policy(check, guest->profile->foreign_vmdk, image->disk,
				     "tools",
				     "the VMDK names no VMware Tools: it may not be "
				     "read; better %s",
				     imagefile_choose(guest->profile, image->stored));
	}
}

const struct rule rule_vmdk_origin = {
	.id = "vmdk-origin",
	.title = "a VMDK is not of a machine with VMware Tools",
	.why = "the platform may fail to read it",
	.see = "Huawei Cloud, \"Preparing an Image File\" (Windows): a VMDK is made from "
	       "a "
	       "machine made with VMware Tools",
	.severity = DEGRADED,
	.stage = STAGE_DISK,
	.detect = detect,
};
