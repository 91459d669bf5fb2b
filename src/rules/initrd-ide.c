/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "engine/rule-drivers.h"

/* PIIX of the emulated i440FX, by libata or by the old IDE layer. */

static void detect(struct check *check, struct guest *guest)
{
	drivers_detect(check, guest, DRIVERS_IDE);
}

static void plan(struct plan *plan, struct guest *guest, const struct finding *finding)
{
	drivers_plan(plan, guest, finding, DRIVERS_IDE);
}

const struct rule rule_initrd_ide = {
	.id = "initrd-ide",
	.title = "an initramfs lacks the driver of an IDE disk",
	.why = "the first start of the imported image has its disk on an emulated IDE "
	       "controller, and does not see it",
	.see = "Huawei IMS, what the system does to images; piix and ata_piix in the "
	       "kernel",
	.severity = UNBOOTABLE,
	.stage = STAGE_INITRAMFS,
	.needs = GUEST_LINUX,
	.detect = detect,
	.plan = plan,
};
