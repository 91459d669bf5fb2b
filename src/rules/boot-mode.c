/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "engine/rule.h"

#include "guest/bootmode.h"

/*
 * Report only: the start is declared, never converted.  A boot loader that is there and
 * damaged is the matter of those who repair it; a system without a kernel is started by
 * something else.
 */

static bool has_kernel(struct guest *guest)
{
	return tree_match(guest->tree, "/boot", "vmlinu[xz]*").count > 0;
}

static void detect(struct check *check, struct guest *guest)
{
	unsigned both = 1U << FIRMWARE_BIOS | 1U << FIRMWARE_UEFI;
	unsigned accepted = guest->profile->firmware ? guest->profile->firmware : both;
	struct bootmode mode;

	if (!has_kernel(guest)) {
		check_not_applicable(check);
		return;
	}
	mode = guest_bootmode(guest);
	if (mode.starts & accepted)
		return;
	if (mode.unknown & accepted)
		check_cannot_look(check,
				  "what a start by %s finds is of no boot loader known "
				  "here",
				  bootmode_text(mode.unknown & accepted));
	else if (mode.starts)
		check_finding(check, "/boot", 0, "firmware",
			      "it starts by %s only, and the machine has %s",
			      bootmode_text(mode.starts), bootmode_text(accepted));
	else if (!mode.is_installed)
		check_finding(check, "/boot", 0, "firmware",
			      "no boot loader is there for %s", bootmode_text(accepted));
}

const struct rule rule_boot_mode = {
	.id = "boot-mode",
	.title = "the new machine's firmware cannot start this disk",
	.why = "a BIOS reads no EFI system partition, and UEFI no boot sector: \"No "
	       "bootable "
	       "device\"; images are declared as one or the other",
	.see = "Huawei Cloud IMS, hw_firmware_type; AWS VM Import/Export, --boot-mode; "
	       "Azure: "
	       "generation 1 is BIOS, generation 2 UEFI",
	.severity = UNBOOTABLE,
	.stage = STAGE_BOOTCODE,
	.needs = GUEST_LINUX | GUEST_VOLUMES | GUEST_DISKS,
	.detect = detect,
};
