/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "engine/rule.h"

#include <string.h>

#include "guest/mounts.h"

/*
 * The repair respects: the root's line is never taken out; where one of two devices for
 * one directory must be chosen, nobody chooses; systemd makes a missing directory itself
 * (systemd.mount(5)).
 */

static const char repeated[] = "the same mount a second time";
static const char second[] = "a second device for one directory";
static const char no_directory[] = "no such directory, and nothing here makes it";

static bool is_mounted(const struct fstab_entry *entry)
{
	return entry->count > 3 && entry->file[0] == '/' && mount_is_at_boot(entry);
}

/* What is wrong with where line AT mounts, or NULL. */
static const char *fault_of(struct guest *guest, const struct fstab *fstab, size_t at)
{
	const struct fstab_entry *entry = &fstab->entry[at];

	if (!is_mounted(entry))
		return NULL;
	for (size_t i = 0; i < at; i++)
		if (is_mounted(&fstab->entry[i]) &&
		    strcmp(fstab->entry[i].file, entry->file) == 0)
			return strcmp(fstab->entry[i].spec, entry->spec) == 0 ? repeated
									      : second;
	return !mount_is_by_systemd(guest) && mount_lacks_path(guest, entry->file)
		       ? no_directory
		       : NULL;
}

static char *subject_of(struct guest *guest, const struct fstab_entry *entry,
			const char *fault)
{
	return pool_printf(guest->pool, "%s: %s", mount_name(guest->pool, entry), fault);
}

static void detect(struct check *check, struct guest *guest)
{
	const struct fstab *fstab = guest_fstab(guest, NULL);

	if (fstab->count == 0)
		check_not_applicable(check);
	for (size_t i = 0; i < fstab->count; i++) {
		const struct fstab_entry *entry = &fstab->entry[i];
		const char *fault = fault_of(guest, fstab, i);
		const char *subject = fault ? subject_of(guest, entry, fault) : NULL;

		if (fault)
			check_finding(check, "/etc/fstab", entry->line, subject, "%s",
				      subject);
	}
}

static void plan(struct plan *plan, struct guest *guest, const struct finding *finding)
{
	struct bytes text;
	const struct fstab *fstab = guest_fstab(guest, &text);

	for (size_t i = fstab->count; i-- > 0;) {
		const struct fstab_entry *entry = &fstab->entry[i];
		const char *fault = fault_of(guest, fstab, i);

		if (!fault ||
		    strcmp(subject_of(guest, entry, fault), finding->subject) != 0)
			continue;
		if (fault == second)
			plan_refuse(plan, "which of the two is meant cannot be told");
		else if (strcmp(entry->file, "/") == 0)
			plan_refuse(plan, "the root's line is not taken out");
		text = text_comment_line(guest->pool, text, entry->span, "# drydock: ");
	}
	plan_note(plan, "commented");
	plan_write(plan, "/etc/fstab", text);
}

const struct rule rule_fstab_mount_points = {
	.id = "fstab-mount-points",
	.title = "fstab mounts twice on a directory, or on one that is missing",
	.why = "systemd takes the first of two lines and mount -a stacks both; without a "
	       "directory the mount fails where systemd does not make it.",
	.see = "fstab(5); systemd.mount(5)",
	.severity = DEGRADED,
	.stage = STAGE_MOUNTS,
	.needs = GUEST_LINUX,
	.detect = detect,
	.plan = plan,
};
