/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "engine/rule-drivers.h"

/* The SCSI controller of Hyper-V, which both of its machine generations have. */

static void detect(struct check *check, struct guest *guest)
{
	drivers_detect(check, guest, DRIVERS_HYPERV);
}

static void plan(struct plan *plan, struct guest *guest, const struct finding *finding)
{
	drivers_plan(plan, guest, finding, DRIVERS_HYPERV);
}

const struct rule rule_initrd_hyperv = {
	.id = "initrd-hyperv",
	.title = "an initramfs lacks the driver of a Hyper-V disk",
	.why = "on Hyper-V and Azure the kernel starts, but never sees the disk its root "
	       "is on",
	.see = "Azure, prepare a Linux image: hv_vmbus, hv_storvsc and hv_netvsc in the "
	       "initramfs",
	.severity = UNBOOTABLE,
	.stage = STAGE_INITRAMFS,
	.needs = GUEST_LINUX,
	.detect = detect,
	.plan = plan,
};
