/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "engine/rule-drivers.h"

/* Its names of partitions are of no concern here: fstab and the loader have rules of
 * their own. */

static void detect(struct check *check, struct guest *guest)
{
	drivers_detect(check, guest, DRIVERS_NVME);
}

static void plan(struct plan *plan, struct guest *guest, const struct finding *finding)
{
	drivers_plan(plan, guest, finding, DRIVERS_NVME);
}

const struct rule rule_initrd_nvme = {
	.id = "initrd-nvme",
	.title = "an initramfs lacks the driver of an NVMe disk",
	.why = "on machines with NVMe disks the kernel starts, but never sees the disk "
	       "its root is on",
	.see = "AWS, Nitro instances; Alibaba ECS, NvmeSupport; Azure, NVMe sizes",
	.severity = UNBOOTABLE,
	.stage = STAGE_INITRAMFS,
	.needs = GUEST_LINUX,
	.detect = detect,
	.plan = plan,
};
