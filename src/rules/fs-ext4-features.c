/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "engine/rule.h"

#include "guest/volumes.h"

/*
 * The repair moves metadata (resize2fs -s, tune2fs -O ^…), so it is done where the user
 * asks for it only, on the copy-on-write layer, with a check before and after; UUID and
 * files stay.  It has been done before the rules run.
 */

/* "project+quota": all of them. */
static bool has_all(struct pool *pool, const struct superblock *super, const char *names)
{
	char *copy = pool_strdup(pool, names);
	struct strs parts;

	for (char *at = copy; *at; at++)
		if (*at == '+')
			*at = ' ';
	parts = strs_words(pool, copy);
	for (size_t i = 0; i < parts.count; i++)
		if (!superblock_has(super, parts.item[i]))
			return false;
	return parts.count > 0;
}

static bool was_removed(const struct volume *volume, const char *names)
{
	return volume->tools && strs_has(&volume->tools->removed, names);
}

static void judge(struct check *check, struct guest *guest, const struct volume *volume)
{
	const struct strs *refused = &guest->profile->fs_features_refused;

	for (size_t i = 0; i < refused->count; i++) {
		const char *names = refused->item[i];

		if (was_removed(volume, names)
			    ? guest_is_mended(guest, volume, MEND_FEATURES)
			    : !has_all(guest->pool, volume->fs, names))
			continue;
		check_finding(check, volume_name(guest->pool, volume), 0, names,
			      "%s: has the %s %s", volume_use(guest->pool, volume),
			      strchr(names, '+') ? "features" : "feature", names);
	}
}

static void detect(struct check *check, struct guest *guest)
{
	if (guest->profile->fs_features_refused.count == 0) {
		check_not_applicable(check);
		return;
	}
	for (size_t i = 0; i < guest->volume_count; i++) {
		const struct volume *volume = &guest->volume[i];

		if (volume->mountpoint && volume->fs &&
		    volume->fs->family == SUPERBLOCK_EXT)
			judge(check, guest, volume);
	}
}

static void plan(struct plan *plan, struct guest *guest, const struct finding *finding)
{
	const struct volume *volume = volume_named(guest, finding->path);

	if (volume && was_removed(volume, finding->subject)) {
		plan_mended(plan, volume, MEND_FEATURES);
		plan_note(plan, "taken away; e2fsck finds it sound");
	} else if (volume && volume->tools && volume->tools->kept) {
		plan_refuse(plan, "%s", volume->tools->kept);
	} else {
		plan_refuse(plan, "done with --repair-filesystems only");
	}
}

const struct rule rule_fs_ext4_features = {
	.id = "fs-ext4-features",
	.title = "an ext4 file system has features that the target does not take",
	.why = "the import check fails, or the disk cannot be resized by the target's "
	       "tools",
	.see = "Alibaba Cloud, check of images before import: 64bit, project and quota; "
	       "resize2fs(8) -s, tune2fs(8)",
	.severity = DEGRADED,
	.stage = STAGE_FILESYSTEM,
	.needs = GUEST_LINUX | GUEST_VOLUMES,
	.detect = detect,
	.plan = plan,
};
