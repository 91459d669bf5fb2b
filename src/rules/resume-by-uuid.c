/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "engine/rule.h"

#include "format/initramfs.h"
#include "format/shellvars.h"
#include "guest/initrd.h"
#include "guest/mounts.h"
#include "guest/resume.h"

/*
 * The swap is named by its UUID, and where there is none any more the setting is taken
 * out (RESUME=none, or the next image would choose a device by itself).  The copy in an
 * initramfs is what counts at the start: a segment behind the image replaces that file,
 * and nothing else of it.
 */

static void detect(struct check *check, struct guest *guest)
{
	size_t count;
	const struct resume_setting *setting = guest_resume_problems(guest, &count);

	if (!mount_shows(guest, "/boot/initrd.img"))
		check_cannot_look(check, "what fstab mounts on /boot is not seen here");
	for (size_t i = 0; i < count; i++)
		check_finding(check, setting[i].path, setting[i].line, setting[i].value,
			      "resume=%s %s%s%s", setting[i].value, setting[i].problem,
			      setting[i].inside ? "; in the image's " : "",
			      setting[i].inside ? setting[i].inside + 1 : "");
}

/* Spans move with every edit, so one setting at a time is looked up. */
static const struct resume_setting *next_of(struct guest *guest,
					    const struct finding *finding)
{
	size_t count;
	const struct resume_setting *setting = guest_resume_problems(guest, &count);

	for (size_t i = 0; i < count; i++)
		if (strcmp(setting[i].path, finding->path) == 0 &&
		    strcmp(setting[i].value, finding->subject) == 0)
			return &setting[i];
	return NULL;
}

static bool append(struct plan *plan, struct guest *guest,
		   const struct resume_setting *setting, const char *value)
{
	struct initramfs_new_file file = {
		.path = setting->inside,
		.mode = S_IFREG | 0644,
		.data = shellvars_set(guest->pool, setting->text, "RESUME", value),
	};
	const struct initramfs *archive;
	struct tree_stat st;
	struct bytes segment;
	int err = guest_initramfs(guest, setting->path, &archive);

	if (err == 0)
		err = tree_stat(guest->tree, setting->path, &st);
	if (err == 0)
		err = initramfs_segment_make(guest->pool, archive, st.size, &file, 1,
					     &segment);
	if (err < 0) {
		plan_refuse(plan, "\"%s\": %s", setting->path,
			    archive->problem ? archive->problem : strerror(-err));
		return false;
	}
	return plan_append(plan, setting->path, segment);
}

static bool change(struct plan *plan, struct guest *guest,
		   const struct resume_setting *setting, const char *value)
{
	struct boot_change edit;

	if (setting->kind == RESUME_IN_IMAGE)
		return append(plan, guest, setting, value ? value : "none");
	if (setting->kind == RESUME_CONF)
		return plan_write(plan, setting->path,
				  shellvars_set(guest->pool, setting->text, "RESUME",
						value ? value : "none"));
	edit = resume_change(guest, setting, value);
	if (edit.why_not) {
		plan_refuse(plan, "%s", edit.why_not);
		return false;
	}
	return plan_write(plan, edit.path, edit.text);
}

static void plan(struct plan *plan, struct guest *guest, const struct finding *finding)
{
	enum { TRIES = 1024 }; /* as many entries and sources may say so */
	const struct resume_setting *setting;
	const char *value = NULL;

	for (int i = 0; i < TRIES && (setting = next_of(guest, finding)); i++) {
		value = resume_stable(guest, setting);
		if (!change(plan, guest, setting, value))
			return;
	}
	if (value)
		plan_note(plan, "resume=%s", value);
	else
		plan_note(plan, "taken out: this disk has no swap it could mean");
}

const struct rule rule_resume_by_uuid = {
	.id = "resume-by-uuid",
	.title = "each start looks for a hibernated system on a device that is not there",
	.why = "the initramfs waits for the device, 30 to 90 seconds at every start, and "
	       "for ever with systemd 256",
	.see = "initramfs.conf(5) on RESUME; kernel-parameters.txt (resume=); systemd "
	       "issue 35180",
	.severity = DEGRADED,
	.stage = STAGE_INITRAMFS,
	.needs = GUEST_LINUX | GUEST_VOLUMES,
	.detect = detect,
	.plan = plan,
};
