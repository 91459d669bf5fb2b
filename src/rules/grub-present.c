/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "engine/rule.h"

#include "format/bls.h"
#include "guest/boot.h"
#include "guest/grubversion.h"

/*
 * Report only: another boot loader, or a newer one, is the administrator's to install.
 * The version is that of the modules on the disk; where they do not tell it, nothing is
 * said of it.
 */

static bool is_grub(enum boot_loader loader)
{
	return loader == BOOT_GRUB2 || loader == BOOT_GRUB2_BLS ||
	       loader == BOOT_GRUB_LEGACY;
}

/* A system in a container, or one a hypervisor starts by itself, has no kernel here. */
static bool has_kernel(struct guest *guest)
{
	return tree_match(guest->tree, "/boot", "vmlinu[xz]*").count > 0;
}

static void judge_version(struct check *check, struct guest *guest)
{
	const struct strs *minimum = &guest->profile->grub_min;
	const char *version = guest_grub_version(guest);

	if (minimum->count && version &&
	    bls_compare_versions(version, minimum->item[0]) < 0)
		check_finding_as(check, REJECTED, "/boot", 0, "version",
				 "GRUB %s is older than %s", version, minimum->item[0]);
}

static void judge_loader(struct check *check, struct guest *guest)
{
	const struct boot *boot = guest_boot(guest);
	const struct boot_entry *other = NULL;

	for (size_t i = 0; i < boot->count; i++) {
		if (is_grub(boot->entry[i].loader))
			return;
		other = &boot->entry[i];
	}
	if (guest_grub_configs(guest).count)
		return;
	if (other)
		check_finding_as(check, REJECTED, other->config, 0, "loader",
				 "it is started by %s, and only GRUB is accepted",
				 boot_loader_name(other->loader));
}

static void detect(struct check *check, struct guest *guest)
{
	if (!boot_has_loader(guest)) {
		if (has_kernel(guest))
			check_finding_as(check, UNBOOTABLE, "/boot", 0, "none",
					 "a kernel is here, and no boot loader that is "
					 "known has a configuration for it");
		else
			check_not_applicable(check);
		return;
	}
	if (!guest->profile->grub_only && guest->profile->grub_min.count == 0)
		return;
	if (guest->profile->grub_only)
		judge_loader(check, guest);
	judge_version(check, guest);
}

const struct rule rule_grub_present = {
	.id = "grub-present",
	.title = "the boot loader is missing, or not one the new platform accepts",
	.why = "nothing starts the kernel; or the import is refused where only GRUB, or "
	       "only a "
	       "newer one, is known (\"Do Grub Failed\")",
	.see = "AWS VM Import/Export: GRUB legacy or GRUB 2; Alibaba Server Migration "
	       "Center: "
	       "GRUB 1.99 or later",
	.severity = UNBOOTABLE,
	.stage = STAGE_LOADER,
	.needs = GUEST_LINUX,
	.detect = detect,
};
