/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "engine/rule.h"

#include <string.h>

#include "guest/devname.h"
#include "guest/mounts.h"

/*
 * The repair respects: the root's line is never taken out; the fifth and sixth field may
 * be missing; a backslash that means itself stays.
 */

static bool lacks_fields(struct guest *guest, const struct fstab_entry *entry)
{
	(void)guest;
	return entry->count < 3;
}

static bool lacks_options(struct guest *guest, const struct fstab_entry *entry)
{
	(void)guest;
	return entry->count == 3;
}

static bool is_relative(struct guest *guest, const struct fstab_entry *entry)
{
	(void)guest;
	return mount_is_at_boot(entry) && entry->file[0] != '/';
}

/* In the source of a share, and in what udev wrote, a backslash means itself. */
static bool has_bad_escape(struct guest *guest, const struct fstab_entry *entry)
{
	enum devname_kind kind = devname_parse(guest->pool, entry->spec)->kind;

	if (entry->bad_escapes & 1u << FSTAB_FILE)
		return mount_is_at_boot(entry) && mount_lacks_path(guest, entry->file);
	return entry->bad_escapes & 1u << FSTAB_SPEC && kind != DEVNAME_NETWORK &&
	       kind != DEVNAME_OTHER && strncmp(entry->spec, "/dev/", 5) != 0;
}

static const struct fault {
	const char *text;
	bool (*is_there)(struct guest *, const struct fstab_entry *);
	enum repair { COMMENT, ADD_OPTIONS } repair;
} faults[] = {
	{ "not even device, directory and type", lacks_fields, COMMENT },
	{ "no options, and mount(8) wants four fields", lacks_options, ADD_OPTIONS },
	{ "the directory does not start with a slash", is_relative, COMMENT },
	{ "a backslash that is no octal escape", has_bad_escape, COMMENT },
};

/* The first fault of ENTRY, or NULL. */
static const struct fault *fault_of(struct guest *guest, const struct fstab_entry *entry)
{
	for (size_t i = 0; i < sizeof(faults) / sizeof(*faults); i++)
		if (faults[i].is_there(guest, entry))
			return &faults[i];
	return NULL;
}

/* NULL where ENTRY has no fault. */
static char *subject_of(struct guest *guest, const struct fstab_entry *entry)
{
	const struct fault *fault = fault_of(guest, entry);

	return fault ? pool_printf(guest->pool, "%s: %s", mount_name(guest->pool, entry),
				   fault->text)
		     : NULL;
}

static void detect(struct check *check, struct guest *guest)
{
	const struct fstab *fstab = guest_fstab(guest, NULL);

	if (fstab->count == 0)
		check_not_applicable(check);
	for (size_t i = 0; i < fstab->count; i++) {
		const char *subject = subject_of(guest, &fstab->entry[i]);

		if (subject)
			check_finding(check, "/etc/fstab", fstab->entry[i].line, subject,
				      "%s", subject);
	}
}

static void plan(struct plan *plan, struct guest *guest, const struct finding *finding)
{
	struct bytes text;
	const struct fstab *fstab = guest_fstab(guest, &text);
	enum repair repair = COMMENT;

	for (size_t i = fstab->count; i-- > 0;) {
		const struct fstab_entry *entry = &fstab->entry[i];
		const char *subject = subject_of(guest, entry);

		if (!subject || strcmp(subject, finding->subject) != 0)
			continue;
		repair = fault_of(guest, entry)->repair;
		if (repair == COMMENT && strcmp(entry->file, "/") == 0)
			plan_refuse(plan, "the root's line is not taken out");
		text = repair == ADD_OPTIONS
			       ? fstab_replace_field(guest->pool, text, entry,
						     FSTAB_OPTIONS, "defaults")
			       : text_comment_line(guest->pool, text, entry->span,
						   "# drydock: ");
	}
	plan_note(plan, repair == COMMENT ? "commented" : "added \"defaults\"");
	plan_write(plan, "/etc/fstab", text);
}

const struct rule rule_fstab_syntax = {
	.id = "fstab-syntax",
	.title = "fstab has a line that cannot be read",
	.why = "systemd takes a mount that fails for a disk that failed and ends in the "
	       "emergency shell; older systems skip it or stop.",
	.see = "fstab(5); systemd-fstab-generator(8)",
	.severity = UNBOOTABLE,
	.stage = STAGE_MOUNTS,
	.needs = GUEST_LINUX,
	.detect = detect,
	.plan = plan,
};
