/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "engine/rule-drivers.h"

/* Machines whose disks all hang on virtio_scsi; virtio_blk is of no use to them. */

static void detect(struct check *check, struct guest *guest)
{
	drivers_detect(check, guest, DRIVERS_SCSI_VIRTIO);
}

static void plan(struct plan *plan, struct guest *guest, const struct finding *finding)
{
	drivers_plan(plan, guest, finding, DRIVERS_SCSI_VIRTIO);
}

const struct rule rule_initrd_scsi_virtio = {
	.id = "initrd-scsi-virtio",
	.title = "an initramfs lacks the driver of a virtio SCSI disk",
	.why = "the kernel starts, but never sees the disk its root is on, which hangs "
	       "on a virtio SCSI controller",
	.see = "Google Compute Engine, requirements for importing images (Virtio-SCSI "
	       "support)",
	.severity = UNBOOTABLE,
	.stage = STAGE_INITRAMFS,
	.needs = GUEST_LINUX,
	.detect = detect,
	.plan = plan,
};
