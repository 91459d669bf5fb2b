/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "engine/rule-drivers.h"

/* Front ends only: xen_blkback and xen_netback, which a look by name finds too, are no
 * drivers for a guest. */

static void detect(struct check *check, struct guest *guest)
{
	drivers_detect(check, guest, DRIVERS_XEN);
}

static void plan(struct plan *plan, struct guest *guest, const struct finding *finding)
{
	drivers_plan(plan, guest, finding, DRIVERS_XEN);
}

const struct rule rule_initrd_xen = {
	.id = "initrd-xen",
	.title = "an initramfs lacks the driver of a Xen disk",
	.why = "on Xen the kernel starts, but never sees the disk its root is on",
	.see = "Huawei IMS, installing native Xen and KVM drivers; AWS, Xen instance "
	       "types",
	.severity = UNBOOTABLE,
	.stage = STAGE_INITRAMFS,
	.needs = GUEST_LINUX,
	.detect = detect,
	.plan = plan,
};
