/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "engine/rule.h"

#include <errno.h>

#include "guest/boot.h"
#include "guest/initrd.h"
#include "guest/mounts.h"

/*
 * An old initrd, a file system image, is intact: only nothing here can look into it.
 */

/* What is wrong with the image, or NULL. */
static const char *damage_of(struct guest *guest, const char *path)
{
	const struct initramfs *archive;
	int err = guest_initramfs(guest, path, &archive);

	if (err == -EMEDIUMTYPE)
		return NULL;
	if (err < 0)
		return err == -ENOENT ? "missing" : strerror(-err);
	if (!archive->problem)
		return NULL;
	return pool_printf(guest->pool, "%s at byte %zu", archive->problem,
			   archive->problem_offset);
}

static void detect(struct check *check, struct guest *guest)
{
	size_t count;
	const struct boot_image *image = guest_boot_images(guest, &count);
	bool default_known = false;

	if (guest->volumes_known && !mount_shows(guest, "/boot/initrd.img"))
		check_cannot_look(check, "what fstab mounts on /boot is not seen here");
	for (size_t i = 0; i < count; i++)
		default_known |= image[i].is_default;
	for (size_t i = 0; i < count; i++) {
		const char *damage = damage_of(guest, image[i].path);
		bool lesser = default_known && !image[i].is_default;

		if (damage)
			check_finding_as(check, lesser ? DEGRADED : UNBOOTABLE,
					 image[i].path, 0, "content", "%s", damage);
	}
}

static void plan(struct plan *plan, struct guest *guest, const struct finding *finding)
{
	(void)guest;
	plan_refuse(plan, "%s cannot be made again yet", finding->path);
}

const struct rule rule_initrd_intact = {
	.id = "initrd-intact",
	.title = "an initramfs is missing, cut off or damaged",
	.why = "the kernel finds no init and no driver of the disk, and panics: \"unable "
	       "to mount root fs\"",
	.see = "kernel Documentation/driver-api/early-userspace/buffer-format.rst",
	.severity = UNBOOTABLE,
	.stage = STAGE_INITRAMFS,
	.needs = GUEST_LINUX,
	.detect = detect,
	.plan = plan,
};
