/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "engine/rule.h"

#include "guest/volumes.h"

/*
 * The repair is that of the file system's own tool, on the copy-on-write layer, where the
 * user asks for it: it may put what it cannot place into lost+found.  It has been done,
 * and looked at again, before the rules run.
 */

/* A damaged root does not start; of the others the boot waits for a repair by hand. */
static void judge_tools(struct check *check, struct guest *guest,
			const struct volume *volume)
{
	const struct fstools *tools = volume->tools;
	const char *name = volume_name(guest->pool, volume);

	if (tools->verdict == FSTOOLS_FAILED)
		check_cannot_look(check, "%s: %s: %s", name, tools->tool, tools->says);
	if (tools->verdict == FSTOOLS_DAMAGED &&
	    !guest_is_mended(guest, volume, MEND_REPAIR))
		check_finding(check, name, 0, "damage", "%s: %s says: %s",
			      volume_use(guest->pool, volume), tools->tool, tools->says);
}

/* Without a look of its tool, the marks of the kernel count. */
static void judge_marks(struct check *check, struct guest *guest,
			const struct volume *volume)
{
	const char *name = volume_name(guest->pool, volume);

	if (volume->fs->state == SUPERBLOCK_DAMAGED)
		check_finding(check, name, 0, "damage", "%s: %s",
			      volume_use(guest->pool, volume),
			      volume->problem ? volume->problem : "marked as damaged");
	else if (volume->fs->errors)
		check_finding_as(check, NOTE, name, 0, "errors",
				 "%s: the kernel counted %u errors since its last check",
				 volume_use(guest->pool, volume), volume->fs->errors);
}

static void detect(struct check *check, struct guest *guest)
{
	for (size_t i = 0; i < guest->volume_count; i++) {
		const struct volume *volume = &guest->volume[i];

		if (volume->tools)
			judge_tools(check, guest, volume);
		else if (volume->fs)
			judge_marks(check, guest, volume);
	}
}

static void plan(struct plan *plan, struct guest *guest, const struct finding *finding)
{
	const struct volume *volume = volume_named(guest, finding->path);
	const struct fstools *tools = volume ? volume->tools : NULL;

	if (!tools || (!tools->repaired && !tools->left)) {
		plan_refuse(plan, "done with --repair-filesystems only");
	} else if (!tools->repaired) {
		plan_refuse(plan, "%s: %s", tools->tool, tools->left);
	} else {
		plan_mended(plan, volume, MEND_REPAIR);
		plan_note(plan, "%s repaired it, and finds nothing more", tools->tool);
	}
}

const struct rule rule_fs_integrity = {
	.id = "fs-integrity",
	.title = "a file system is damaged",
	.why = "the boot stops and asks for a repair by hand, or goes on with a root "
	       "that "
	       "cannot be written",
	.see = "e2fsck(8), xfs_repair(8), btrfs-check(8), fsck.fat(8); Alibaba Cloud, "
	       "image "
	       "check: file system integrity",
	.severity = UNBOOTABLE,
	.stage = STAGE_FILESYSTEM,
	.needs = GUEST_LINUX | GUEST_VOLUMES,
	.detect = detect,
	.plan = plan,
};
