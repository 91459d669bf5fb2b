/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "engine/rule-drivers.h"

/* Disks of KVM: virtio_blk or virtio_scsi, and virtio_pci, which carries both. */

static void detect(struct check *check, struct guest *guest)
{
	drivers_detect(check, guest, DRIVERS_VIRTIO);
}

static void plan(struct plan *plan, struct guest *guest, const struct finding *finding)
{
	drivers_plan(plan, guest, finding, DRIVERS_VIRTIO);
}

const struct rule rule_initrd_virtio = {
	.id = "initrd-virtio",
	.title = "an initramfs lacks the driver of the new machine's disk",
	.why = "the kernel starts, but never sees the disk its root is on: \"ALERT! "
	       "UUID=... does not exist\", dracut-initqueue timeout, or a panic",
	.see = "Huawei IMS and Alibaba ECS image requirements (KVM drivers in the "
	       "initrd); initramfs-tools(7), dracut.conf(5)",
	.severity = UNBOOTABLE,
	.stage = STAGE_INITRAMFS,
	.needs = GUEST_LINUX,
	.detect = detect,
	.plan = plan,
};
