/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "engine/rule.h"

#include <string.h>

#include "guest/devname.h"
#include "guest/mounts.h"

/*
 * The repair respects: noauto, nofail, network and pseudo file systems are left alone,
 * and so is what cannot be told.  The system's own directories are never made optional:
 * with an empty /var or /usr it would start, and look repaired.
 */

/* Whether the boot waits for this line; the root is found by other means. */
static bool is_awaited(const struct fstab_entry *entry)
{
	return entry->count >= 3 && (entry->file[0] == '/' || mount_is_swap(entry)) &&
	       strcmp(entry->file, "/") != 0 && !fstab_has_option(entry, "noauto") &&
	       !fstab_has_option(entry, "nofail") && !fstab_has_option(entry, "_netdev");
}

/* A swap file, a bind mount, an image; "/a:/b" of mergerfs and the like is no one path.
 */
static bool is_path(const struct fstab_entry *entry)
{
	static const char *const types[] = { "none", "auto", "iso9660", "udf",
					     "ext2", "ext3", "ext4",    "xfs",
					     "vfat", "ntfs", "btrfs",   "squashfs" };

	for (size_t i = 0; i < sizeof(types) / sizeof(*types); i++)
		if (strcmp(entry->type, types[i]) == 0)
			return true;
	return mount_is_swap(entry) || fstab_has_option(entry, "bind") ||
	       fstab_has_option(entry, "rbind") || fstab_has_option(entry, "loop");
}

static bool is_missing(struct guest *guest, const struct fstab_entry *entry)
{
	struct devname *name = devname_of_entry(guest->pool, entry);

	if (name->kind == DEVNAME_FILE)
		return is_path(entry) && mount_lacks_path(guest, name->text);
	return devname_is_missing(guest, name);
}

/* systemd mounts it when somebody opens the directory, and then waits. */
static bool is_on_demand(struct guest *guest, const struct fstab_entry *entry)
{
	return fstab_has_option(entry, "x-systemd.automount") &&
	       mount_is_by_systemd(guest);
}

static void report(struct check *check, struct guest *guest,
		   const struct fstab_entry *entry)
{
	const char *name = mount_name(guest->pool, entry), *text;
	bool is_file = devname_parse(guest->pool, entry->spec)->kind == DEVNAME_FILE;
	bool is_lesser = mount_is_swap(entry) || is_on_demand(guest, entry);

	if (is_file)
		text = mount_is_swap(entry)
			       ? "there is no such file, and the system has no swap"
			       : "there is no such file or directory, and the boot needs "
				 "it";
	else if (is_on_demand(guest, entry))
		text = "not on this disk, and what opens the directory waits for it";
	else
		text = "not on this disk, and the boot waits for it";
	check_finding_as(check, is_lesser ? DEGRADED : UNBOOTABLE, "/etc/fstab",
			 entry->line, name, "%s: %s", name, text);
}

static void detect(struct check *check, struct guest *guest)
{
	const struct fstab *fstab = guest_fstab(guest, NULL);

	if (fstab->count == 0)
		check_not_applicable(check);
	for (size_t i = 0; i < fstab->count; i++) {
		const struct fstab_entry *entry = &fstab->entry[i];

		if (is_awaited(entry) && is_missing(guest, entry))
			report(check, guest, entry);
	}
}

/* An "x-systemd." option is an error to a mount(8) without systemd, and of devices only.
 */
static struct bytes make_optional(struct guest *guest, struct bytes text, size_t at)
{
	const struct fstab_entry *entry = &fstab_parse(guest->pool, text)->entry[at];
	bool waits = mount_is_by_systemd(guest) &&
		     devname_parse(guest->pool, entry->spec)->kind != DEVNAME_FILE;

	text = fstab_add_options(guest->pool, text, entry,
				 waits ? "nofail,x-systemd.device-timeout=5s" : "nofail");
	entry = &fstab_parse(guest->pool, text)->entry[at];
	return entry->passno ? fstab_set_passno(guest->pool, text, entry, 0) : text;
}

static void plan(struct plan *plan, struct guest *guest, const struct finding *finding)
{
	struct bytes text;
	const struct fstab *fstab = guest_fstab(guest, &text);
	bool comment = guest->profile->missing_mount == MISSING_COMMENT;

	for (size_t i = fstab->count; i-- > 0;) {
		const struct fstab_entry *entry = &fstab->entry[i];

		if (!is_awaited(entry) ||
		    strcmp(mount_name(guest->pool, entry), finding->subject) != 0)
			continue;
		if (mount_is_own(entry->file))
			plan_refuse(plan,
				    "%s belongs to the system; add the disk that holds "
				    "it, or take the line out",
				    entry->file);
		text = comment ? text_comment_line(guest->pool, text, entry->span,
						   "# drydock: ")
			       : make_optional(guest, text, i);
	}
	plan_note(plan,
		  comment ? "commented" : "optional now, and empty without its disk");
	plan_write(plan, "/etc/fstab", text);
}

const struct rule rule_fstab_no_data_disks = {
	.id = "fstab-no-data-disks",
	.title = "fstab mounts what is not on this disk",
	.why = "systemd waits 90 seconds for each such device and then ends in the "
	       "emergency "
	       "shell; older systems stop in fsck.",
	.see = "systemd.mount(5); Huawei IMS and Alibaba ECS: no data disks in fstab",
	.severity = UNBOOTABLE,
	.stage = STAGE_MOUNTS,
	.needs = GUEST_LINUX | GUEST_VOLUMES,
	.detect = detect,
	.plan = plan,
};
