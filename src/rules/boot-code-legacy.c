/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "engine/rule.h"

#include <errno.h>

#include "guest/boot.h"
#include "guest/bootlegacy.h"
#include "guest/bootnext.h"

/*
 * Stage 1 and the stage 1.5 for the file system go back together, of one build and told
 * where stage 2 and the menu are, so that no blocks of files are written down.  The
 * partition table and the disk signature in sector 0 stay, and code of another loader is
 * left alone.  SYSLINUX is reported only: its boot sector holds the blocks of
 * ldlinux.sys.
 */

static bool has_menu(struct guest *guest, enum boot_loader loader)
{
	const struct boot *boot = guest_boot(guest);

	for (size_t i = 0; i < boot->count; i++)
		if (boot->entry[i].loader == loader)
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

	if (bootdisk.images || err == -ENOENT ||
	    (!has_menu(guest, BOOT_GRUB_LEGACY) && !has_menu(guest, BOOT_SYSLINUX)))
		check_not_applicable(check);
	else if (err < 0)
		check_cannot_look(check, "the disk of /boot: %s", strerror(-err));
	else
		judge(check, guest, &bootdisk);
}

static void install(struct plan *plan, struct guest *guest,
		    const struct bootdisk *bootdisk)
{
	struct bootcode_patch *patch;
	struct bootlegacy files;
	const char *why;
	size_t count = 0;

	if (bootlegacy(guest, bootdisk, &files, &why) < 0 ||
	    bootcode_embed_legacy(guest->pool, &files.code, bootdisk->code.head,
				  &bootdisk->place, &patch, &count, &why) < 0) {
		plan_refuse(plan, "GRUB Legacy cannot be installed again: %s", why);
		return;
	}
	plan_note(plan, "installed GRUB Legacy again from %s", files.from);
	for (size_t i = 0; i < files.count; i++)
		if (!plan_write(plan, files.file[i].path, files.file[i].data))
			return;
	for (size_t i = 0; i < count; i++)
		plan_block(plan, bootdisk->disk, patch[i].offset, patch[i].after,
			   patch[i].offset ? "GRUB stage 1.5" : "GRUB boot sector");
}

static void plan(struct plan *plan, struct guest *guest, const struct finding *finding)
{
	struct bootcode_state *state;
	struct bootdisk bootdisk;

	if (guest_bootdisk_any(guest, &bootdisk) < 0 ||
	    bootcode_inspect(guest->pool, &bootdisk.code, &state) < 0)
		plan_refuse(plan, "%s: the disk cannot be read", finding->path);
	else if (has_menu(guest, BOOT_GRUB_LEGACY) &&
		 (state->mbr == BOOTCODE_NONE || state->mbr == BOOTCODE_GRUB_LEGACY))
		install(plan, guest, &bootdisk);
	else
		plan_refuse(plan,
			    "SYSLINUX is installed again by \"extlinux --install\" in "
			    "the guest");
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
	.plan = plan,
};
