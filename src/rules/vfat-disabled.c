/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "engine/rule.h"

#include "format/modprobe.h"
#include "guest/blacklist.h"
#include "guest/kernel.h"
#include "guest/mounts.h"

/*
 * Hardening guides switch unused file systems off, vfat among them; an ESP is one that is
 * used.  Only the lines of modprobe.d that keep vfat from loading are commented out, in
 * /etc; the other file systems stay off.
 */

static const struct fstab_entry *vfat_mount(struct guest *guest)
{
	const struct fstab *fstab = guest_fstab(guest, NULL);

	for (size_t i = 0; i < fstab->count; i++)
		if (fstab->entry[i].count > FSTAB_TYPE &&
		    strcmp(fstab->entry[i].type, "vfat") == 0 &&
		    mount_is_at_boot(&fstab->entry[i]))
			return &fstab->entry[i];
	return NULL;
}

/* The kernel asks for "fs-vfat", an alias: "blacklist" keeps that from loading too. */
static struct strs vfat_modules(struct guest *guest)
{
	return strs_words(guest->pool, "vfat fat");
}

/* As what vfat depends on, fat is loaded by its name: "blacklist" does not matter. */
static bool matters(struct guest *guest, const struct blacklist_item *item)
{
	const struct modprobe *modprobe;
	struct bytes text;

	if (strcmp(item->name, "vfat") == 0 ||
	    tree_read(guest->tree, item->file, &text) < 0)
		return true;
	modprobe = modprobe_parse(guest->pool, text);
	for (size_t i = 0; i < modprobe->count; i++)
		if (modprobe->block[i].line == item->line)
			return modprobe->block[i].how == MODPROBE_INSTALL;
	return true;
}

/* Built in, as in Ubuntu's kernels, it is never loaded, and no line keeps it away. */
static bool is_built_in(struct guest *guest)
{
	struct strs kernels = guest_kernels(guest);

	for (size_t i = 0; i < kernels.count; i++)
		if (kernel_driver(kernel_open(guest, kernels.item[i]), "vfat").has !=
		    KERNEL_HAS_BUILTIN)
			return false;
	return kernels.count > 0;
}

static void detect(struct check *check, struct guest *guest)
{
	const struct fstab_entry *mount = vfat_mount(guest);
	struct strs names = vfat_modules(guest);
	struct blacklist list;

	if (!mount || is_built_in(guest)) {
		check_not_applicable(check);
		return;
	}
	list = guest_blacklist(guest, &names);
	for (size_t i = 0; i < list.count; i++)
		if (matters(guest, &list.item[i]))
			check_finding_as(
				check,
				fstab_has_option(mount, "nofail") ? DEGRADED : UNBOOTABLE,
				list.item[i].file, list.item[i].line, list.item[i].name,
				"%s may not be loaded, and fstab mounts %s with it",
				list.item[i].name, mount->file);
}

static void plan(struct plan *plan, struct guest *guest, const struct finding *finding)
{
	struct strs names = vfat_modules(guest);
	struct bytes text;

	if (strncmp(finding->path, "/etc/", 5) != 0) {
		plan_refuse(plan, "the file belongs to a package");
		return;
	}
	if (tree_read(guest->tree, finding->path, &text) == 0 &&
	    plan_write(plan, finding->path, modprobe_unblock(guest->pool, text, &names)))
		plan_note(plan, "commented out");
}

const struct rule rule_vfat_disabled = {
	.id = "vfat-disabled",
	.title = "vfat is switched off, and the EFI partition is mounted",
	.why = "/boot/efi cannot be mounted, and the boot ends in the emergency shell",
	.see = "Azure, \"Linux VM does not boot: vfat disabled\"; CIS benchmarks, "
	       "\"disable unused filesystems\"; modprobe.d(5)",
	.severity = UNBOOTABLE,
	.stage = STAGE_KERNEL,
	.needs = GUEST_LINUX,
	.detect = detect,
	.plan = plan,
};
