/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "engine/rule.h"

#include <errno.h>

#include "guest/boot.h"
#include "guest/bootnext.h"

/*
 * Report only: GRUB Legacy writes the partition, the name of its menu and the blocks of
 * stage 2 into its files when it is installed, and SYSLINUX the blocks of ldlinux.sys;
 * code put back without them would start something else.
 */

static bool has_menu(struct guest *guest)
{
	const struct boot *boot = guest_boot(guest);

	for (size_t i = 0; i < boot->count; i++)
		if (boot->entry[i].loader == BOOT_GRUB_LEGACY ||
		    boot->entry[i].loader == BOOT_SYSLINUX)
			return true;
	return false;
}

static void judge(struct check *check, struct guest *guest,
		  const struct bootdisk *bootdisk)
{
	struct bootcode_state *state;
	struct bootnext next;

	if (bootcode_inspect(guest->pool, &bootdisk->code, &state) < 0) {
		check_cannot_look(check, "sector 0 of %s cannot be read",
				  bootdisk->disk->name);
		return;
	}
	if (state->mbr == BOOTCODE_NONE && !bootdisk->only_uefi)
		check_finding(check, bootdisk->disk->name, 0, "boot code",
			      "sector 0 holds no boot code");
	if (!guest_bootnext(guest, bootdisk, state->mbr, &next))
		return;
	for (size_t i = 0; i < next.faults; i++)
		check_finding(check, next.fault[i].where, 0, next.fault[i].subject, "%s",
			      next.fault[i].text);
}

static void detect(struct check *check, struct guest *guest)
{
	struct bootdisk bootdisk;
	int err = guest_bootdisk_any(guest, &bootdisk);

	if (bootdisk.images || err == -ENOENT || !has_menu(guest))
		check_not_applicable(check);
	else if (err < 0)
		check_cannot_look(check, "the disk of /boot: %s", strerror(-err));
	else
		judge(check, guest, &bootdisk);
}

const struct rule rule_boot_code_legacy = {
	.id = "boot-code-legacy",
	.title = "GRUB Legacy or SYSLINUX is not started by the disk",
	.why = "the firmware finds nothing to start, or code that leads nowhere: \"GRUB "
	       "Error\" or a blinking cursor",
	.see = "GRUB Legacy manual, \"Installing GRUB natively\"; extlinux(1)",
	.severity = UNBOOTABLE,
	.stage = STAGE_BOOTCODE,
	.needs = GUEST_LINUX | GUEST_LOADER | GUEST_VOLUMES | GUEST_DISKS,
	.detect = detect,
};
