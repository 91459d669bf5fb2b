/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "engine/rule.h"

#include <errno.h>

#include "base/path.h"
#include "guest/bootcore.h"
#include "guest/bootdisk.h"

/*
 * GRUB goes back from the guest's own boot.img and core.img, so that code and modules are
 * of one version: another core image over them ends in "symbol not found".  The partition
 * table and the disk signature in sector 0 stay.  Code of another loader is left alone.
 */

/* What is wrong with GRUB's own code, or NULL. */
static const char *core_problem(struct guest *guest, const struct bootdisk *bootdisk,
				const struct bootcode_state *state)
{
	if (!state->core_valid)
		return state->problem;
	if (bootdisk_is_wiped(guest, bootdisk, state))
		return "parts of it are wiped";
	return bootcore_problem(guest, bootdisk->disk, &state->mods);
}

static void judge_grub2(struct check *check, struct guest *guest,
			const struct bootdisk *bootdisk,
			const struct bootcode_state *state)
{
	const char *problem = core_problem(guest, bootdisk, state);

	if (problem)
		check_finding(check, bootdisk->disk->name, 0, "boot code",
			      "GRUB's core image: %s", problem);
	else if (bootcore_is_foreign(guest, bootdisk->images, &state->mods))
		check_finding_as(
			check, DEGRADED, bootdisk->disk->name, 0, "boot code",
			"GRUB's core image is not of the modules in %s: they may "
			"lack a symbol",
			bootdisk->images);
}

static void detect(struct check *check, struct guest *guest)
{
	struct bootdisk bootdisk;
	struct bootcode_state *state;
	int err = guest_bootdisk(guest, &bootdisk);

	if (err == 0)
		err = bootcode_inspect(guest->pool, &bootdisk.code, &state);
	if (err == -ENOENT) {
		check_not_applicable(check);
	} else if (err < 0) {
		check_cannot_look(check, "the first sectors of %s: %s",
				  bootdisk.disk ? bootdisk.disk->name : "/boot's disk",
				  strerror(-err));
	} else if (state->mbr == BOOTCODE_NONE) {
		if (bootdisk.only_uefi)
			check_not_applicable(check);
		else
			check_finding(check, bootdisk.disk->name, 0, "boot code",
				      "sector 0 holds no boot code");
	} else if (state->mbr == BOOTCODE_GRUB2) {
		judge_grub2(check, guest, &bootdisk, state);
	}
}

static bool read_image(struct plan *plan, struct guest *guest,
		       const struct bootdisk *bootdisk, const char *name,
		       struct bytes *image)
{
	const char *path = path_join(guest->pool, bootdisk->images, name);
	int err = tree_read(guest->tree, path, image);

	if (err < 0)
		plan_refuse(plan, "\"%s\": %s", path, strerror(-err));
	return err == 0;
}

/* core.img is put back only where it will start what is there. */
static bool is_good(struct plan *plan, struct guest *guest,
		    const struct bootdisk *bootdisk, struct bytes core_img)
{
	struct grubmods mods;
	const char *problem;

	(void)bootcode_mods(guest->pool, core_img, &mods);
	problem = bootcore_problem(guest, bootdisk->disk, &mods);
	if (problem)
		plan_refuse(plan, "core.img does not help: %s", problem);
	else if (bootcore_is_foreign(guest, bootdisk->images, &mods))
		plan_refuse(plan, "core.img is not of the modules beside it in %s",
			    bootdisk->images);
	else
		return true;
	return false;
}

/* What the core image will replace, whole sectors of it. */
static int read_old(struct guest *guest, struct bootdisk *bootdisk, size_t core_len)
{
	struct bootcode_place *place = &bootdisk->place;
	size_t sectors = (core_len + BOOTCODE_SECTOR - 1) / BOOTCODE_SECTOR;

	if (sectors > place->sectors)
		return 0;
	return guest_disk_read(guest, bootdisk->disk, place->lba * BOOTCODE_SECTOR,
			       sectors * BOOTCODE_SECTOR, &place->old);
}

static void plan(struct plan *plan, struct guest *guest, const struct finding *finding)
{
	struct bootdisk bootdisk;
	struct bytes boot_img, core_img;
	struct bootcode_patch *patch;
	const char *why = "the disk cannot be read";
	size_t count = 0;

	if (guest_bootdisk(guest, &bootdisk) < 0) {
		plan_refuse(plan, "%s: %s", finding->path, why);
		return;
	}
	if (bootdisk.place.sectors == 0) {
		plan_refuse(plan, "%s has neither a gap nor a BIOS boot partition for it",
			    finding->path);
		return;
	}
	if (!read_image(plan, guest, &bootdisk, "boot.img", &boot_img) ||
	    !read_image(plan, guest, &bootdisk, "core.img", &core_img) ||
	    !is_good(plan, guest, &bootdisk, core_img))
		return;
	if (read_old(guest, &bootdisk, core_img.len) < 0 ||
	    bootcode_embed(guest->pool, boot_img, core_img, bootdisk.code.head,
			   &bootdisk.place, &patch, &count, &why) < 0) {
		plan_refuse(plan, "%s", why);
		return;
	}
	for (size_t i = 0; i < count; i++)
		plan_block(plan, bootdisk.disk, patch[i].offset, patch[i].after,
			   patch[i].offset ? "GRUB core image" : "GRUB boot sector");
	plan_note(plan, "embedded again from %s", bootdisk.images);
}

const struct rule rule_boot_code = {
	.id = "boot-code",
	.title = "the disk has no working boot code",
	.why = "the firmware finds nothing to start: \"No bootable device\", or GRUB "
	       "stops in "
	       "its first sectors",
	.see = "GRUB manual, \"BIOS installation\"; Tencent: \"an image without the MBR "
	       "does "
	       "not start\"",
	.severity = UNBOOTABLE,
	.stage = STAGE_BOOTCODE,
	.needs = GUEST_LINUX | GUEST_GRUB2 | GUEST_VOLUMES | GUEST_DISKS,
	.detect = detect,
	.plan = plan,
};
