/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "engine/rule.h"

#include <errno.h>

#include "guest/bare.h"
#include "guest/boot.h"
#include "guest/bootdefault.h"
#include "guest/donor.h"
#include "guest/initrd.h"
#include "guest/mounts.h"

/*
 * An old initrd, a file system image, is intact: only nothing here can look into it.  A
 * lost image is made from a whole one of the same guest; where none serves, another entry
 * that is complete becomes the default; where there is none, a bare one is made, if the
 * root is so simple that it does.
 */

#define DEFAULT "of the default entry"
#define OTHER   "of another entry"

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

	if (guest->volumes_known && !mount_shows(guest, "/boot/initrd.img"))
		check_cannot_look(check, "what fstab mounts on /boot is not seen here");
	for (size_t i = 0; i < count; i++) {
		const char *damage = damage_of(guest, image[i].path);
		bool lesser = image[i].is_lesser;

		if (damage)
			check_finding_as(check, lesser ? DEGRADED : UNBOOTABLE,
					 image[i].path, 0, lesser ? OTHER : DEFAULT, "%s",
					 damage);
	}
}

/* The loader's configuration whose default entry starts with the image, or NULL. */
static const char *config_of(struct guest *guest, const char *path)
{
	const struct boot *boot = guest_boot(guest);

	for (size_t e = 0; e < boot->count; e++)
		if (boot->entry[e].is_default && boot->entry[e].is_own &&
		    strs_has(&boot->entry[e].initrd, path))
			return boot->entry[e].source;
	return NULL;
}

static bool from_donor(struct plan *plan, struct guest *guest,
		       const struct boot_image *image, const char **why)
{
	struct bytes content;
	const char *from;

	if (donor_image(guest, image, &content, &from, why) < 0)
		return false;
	plan_write(plan, image->path, content);
	plan_note(plan, "made again from %s with the modules of kernel %s (%zu kB)", from,
		  image->version ? image->version : "of its entry",
		  (content.len + 500) / 1000);
	return true;
}

/* Whether another entry is whole and starts by itself now; else WHY_NOT has why not. */
static bool other_default(struct plan *plan, struct guest *guest,
			  const struct finding *finding, const char *why,
			  struct strs *why_not)
{
	const char *config = config_of(guest, finding->path), *reason;

	if (strcmp(finding->subject, DEFAULT) != 0 || !config)
		return false;
	if (!bootdefault_other(guest, config, &reason)) {
		strs_add(why_not, reason);
		return false;
	}
	if (plan_other_default(plan, config))
		plan_note(plan, "it cannot be made again: %s", why);
	return true;
}

static bool bare(struct plan *plan, struct guest *guest, const struct boot_image *image,
		 const char *why_bare, struct strs *why_not)
{
	struct bytes content;
	const char *from, *reason;

	if (bare_image(guest, image, &content, &from, &reason) < 0) {
		strs_addf(why_not, "a bare one does not do: %s", reason);
		return false;
	}
	plan_write(plan, image->path, content);
	plan_note(plan,
		  "made a bare one with %s (%zu kB): %s; the system's own generator "
		  "should replace it",
		  from, (content.len + 500) / 1000, why_bare);
	return true;
}

static void plan(struct plan *plan, struct guest *guest, const struct finding *finding)
{
	const struct boot_image *image = guest_boot_image(guest, finding->path);
	const char *why = "no boot entry loads it any more";
	struct strs why_not = { .pool = guest->pool };

	if (image && from_donor(plan, guest, image, &why))
		return;
	strs_add(&why_not, why);
	if (other_default(plan, guest, finding, why, &why_not) ||
	    (image && bare(plan, guest, image, why, &why_not)))
		return;
	plan_refuse(plan, "%s", strs_join(&why_not, "; "));
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
