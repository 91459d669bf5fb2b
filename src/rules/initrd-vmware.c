/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "engine/rule-drivers.h"

/*
 * The paravirtual SCSI controller, or LSI Logic Parallel where the kernel has no driver
 * for it: the machine is defined with the one its kernel can drive.
 */

static void detect(struct check *check, struct guest *guest)
{
	drivers_detect(check, guest, DRIVERS_VMWARE);
}

static void plan(struct plan *plan, struct guest *guest, const struct finding *finding)
{
	drivers_plan(plan, guest, finding, DRIVERS_VMWARE);
}

const struct rule rule_initrd_vmware = {
	.id = "initrd-vmware",
	.title = "an initramfs lacks the driver of a VMware disk",
	.why = "on VMware the kernel starts, but never sees the disk its root is on",
	.see = "VMware vSphere Virtual Machine Administration, \"SCSI, SATA, and NVMe "
	       "Storage Controller Conditions\"; Linux drivers/scsi/Kconfig, "
	       "VMWARE_PVSCSI",
	.severity = UNBOOTABLE,
	.stage = STAGE_INITRAMFS,
	.needs = GUEST_LINUX,
	.detect = detect,
	.plan = plan,
};
