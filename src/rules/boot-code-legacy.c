/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "engine/rule.h"

#include <errno.h>

#include "guest/boot.h"
#include "guest/bootdisk.h"
#include "guest/bootsyslinux.h"

/*
 * Report only: GRUB Legacy writes the partition, the name of its menu and the blocks of
 * stage 2 into its files when it is installed, and SYSLINUX the blocks of ldlinux.sys;
 * code put back without them would start something else.
 */

static const struct boot_entry *entry_of(struct guest *guest, enum boot_loader loader)
{
	const struct boot *boot = guest_boot(guest);

	for (size_t i = 0; i < boot->count; i++)
		if (boot->entry[i].loader == loader)
			return &boot->entry[i];
	return NULL;
}

static bool is_zero(struct bytes b)
{
	for (size_t i = 0; i < b.len; i++)
		if (b.data[i])
			return false;
	return true;
}

/* The first bytes of stage 2 are code; its blocks are at the end of the sector. */
static bool is_stage2(struct guest *guest, struct bytes sector)
{
	enum { CODE = 0x100 };
	static const char *const paths[] = { "/boot/grub/stage2", "/grub/stage2" };
	struct bytes file;

	for (size_t i = 0; i < sizeof(paths) / sizeof(*paths); i++)
		if (tree_has(guest->tree, paths[i], TREE_FILE) &&
		    tree_read(guest->tree, paths[i], &file) == 0)
			return bytes_equal(bytes_slice(file, 0, CODE),
					   bytes_slice(sector, 0, CODE));
	return true;
}

static void judge_legacy(struct check *check, struct guest *guest,
			 const struct bootdisk *bootdisk)
{
	struct bytes first = bytes_slice(bootdisk->code.head, 0, BOOTCODE_SECTOR), next;
	struct bootcode_stage1 stage1;

	if (!bootcode_stage1(first, &stage1)) {
		check_finding(check, bootdisk->disk->name, 0, "stage 1",
			      "sector 0 holds no whole stage 1");
	} else if (guest_disk_read(guest, bootdisk->disk,
				   (uint64_t)stage1.sector * BOOTCODE_SECTOR,
				   BOOTCODE_SECTOR, &next) < 0 ||
		   is_zero(next)) {
		check_finding(check, bootdisk->disk->name, 0, "stage 1",
			      "stage 1 starts sector %u, and nothing is there",
			      stage1.sector);
	} else if (!stage1.starts_stage15 && !is_stage2(guest, next)) {
		check_finding(check, bootdisk->disk->name, 0, "stage 1",
			      "stage 1 starts sector %u, and /boot/grub/stage2 is not "
			      "there any more",
			      stage1.sector);
	}
}

static void judge_syslinux(struct check *check, struct guest *guest,
			   const struct bootdisk *bootdisk)
{
	struct bootsyslinux state;

	if (!guest_bootsyslinux(guest, bootdisk->disk, &state))
		return;
	for (size_t i = 0; i < state.faults; i++)
		check_finding(check, state.fault[i].where, 0, state.fault[i].subject,
			      "%s", state.fault[i].text);
}

static void judge(struct check *check, struct guest *guest,
		  const struct bootdisk *bootdisk)
{
	const struct boot_entry *legacy = entry_of(guest, BOOT_GRUB_LEGACY);
	const struct boot_entry *syslinux = entry_of(guest, BOOT_SYSLINUX);
	struct bootcode_state *state;

	if (bootcode_inspect(guest->pool, &bootdisk->code, &state) < 0)
		check_cannot_look(check, "sector 0 of %s cannot be read",
				  bootdisk->disk->name);
	else if (state->mbr == BOOTCODE_NONE && !bootdisk->only_uefi)
		check_finding(check, bootdisk->disk->name, 0, "boot code",
			      "sector 0 holds no boot code");
	else if (state->mbr == BOOTCODE_GRUB_LEGACY && legacy)
		judge_legacy(check, guest, bootdisk);
	else if (state->mbr == BOOTCODE_SYSLINUX && syslinux)
		judge_syslinux(check, guest, bootdisk);
}

static void detect(struct check *check, struct guest *guest)
{
	struct bootdisk bootdisk;
	int err = guest_bootdisk_any(guest, &bootdisk);

	if (bootdisk.images || err == -ENOENT ||
	    (!entry_of(guest, BOOT_GRUB_LEGACY) && !entry_of(guest, BOOT_SYSLINUX)))
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
