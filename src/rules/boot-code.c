/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "engine/rule.h"

#include <errno.h>

#include "base/path.h"
#include "guest/bootcore.h"
#include "guest/bootdisk.h"
#include "guest/bootmake.h"

/*
 * GRUB goes back from the guest's own boot.img and core.img, so that code and modules are
 * of one version: another core image over them ends in "symbol not found".  Where these
 * do not serve, new ones are made, and the modules of the same build go beside them.  The
 * partition table and the disk signature in sector 0 stay.  Code of another loader is
 * left alone.
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

/* Why GRUB's own boot.img and core.img are not what will start what is there. */
static const char *read_images(struct guest *guest, const struct bootdisk *bootdisk,
			       struct bootmake *images)
{
	const char *dir = bootdisk->images, *problem;
	struct grubmods mods;

	if (tree_read(guest->tree, path_join(guest->pool, dir, "boot.img"),
		      &images->boot) < 0)
		return "there is no boot.img";
	if (tree_read(guest->tree, path_join(guest->pool, dir, "core.img"),
		      &images->core) < 0)
		return "there is no core.img";
	if (!bootcode_mods(guest->pool, images->core, &mods))
		return "core.img is damaged";
	if (images->core.len > bootdisk->place.sectors * BOOTCODE_SECTOR)
		return "core.img does not fit where it can be embedded";
	problem = bootcore_problem(guest, bootdisk->disk, &mods);
	if (problem)
		return pool_printf(guest->pool, "core.img does not help: %s", problem);
	return bootcore_is_foreign(guest, dir, &mods)
		       ? "core.img is not of the modules beside it"
		       : NULL;
}

/* New images and the modules they need, where the guest's own do not serve. */
static bool find_images(struct plan *plan, struct guest *guest,
			const struct bootdisk *bootdisk, struct bootmake *images)
{
	const char *problem, *why;

	*images = (struct bootmake){ 0 };
	problem = read_images(guest, bootdisk, images);
	if (!problem) {
		plan_note(plan, "embedded again from %s", bootdisk->images);
		return true;
	}
	if (bootmake(guest, bootdisk, images, &why) < 0) {
		plan_refuse(plan, "%s: %s; and GRUB cannot be installed again: %s",
			    bootdisk->images, problem, why);
		return false;
	}
	plan_note(plan, "installed GRUB again from %s: %s", bootdisk->parts, problem);
	for (size_t i = 0; i < images->count; i++)
		if (!plan_write(plan, images->file[i].path, images->file[i].data))
			return false;
	return true;
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
	struct bootmake images;
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
	if (!find_images(plan, guest, &bootdisk, &images))
		return;
	if (read_old(guest, &bootdisk, images.core.len) < 0 ||
	    bootcode_embed(guest->pool, images.boot, images.core, bootdisk.code.head,
			   &bootdisk.place, &patch, &count, &why) < 0) {
		plan_refuse(plan, "%s", why);
		return;
	}
	for (size_t i = 0; i < count; i++)
		plan_block(plan, bootdisk.disk, patch[i].offset, patch[i].after,
			   patch[i].offset ? "GRUB core image" : "GRUB boot sector");
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
