/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "engine/rule.h"

#include "guest/disktable.h"

/*
 * Report only: partitions are never moved.  Of a root on LVM, md or LUKS it is the
 * partition below that would have to grow.
 */

static void judge(struct check *check, struct guest *guest, const struct volume *root)
{
	for (size_t i = 0; i < guest->volume_count; i++) {
		const struct volume *volume = &guest->volume[i];

		if (!volume->part || volume->disk != root->disk ||
		    volume->start <= root->start)
			continue;
		check_policy(check, guest->profile->behind_root, root->disk->name,
			     guest_volume_where(guest->pool, volume),
			     "%s (%s) is behind the root, partition %u, which cannot "
			     "grow",
			     guest_volume_where(guest->pool, volume),
			     volume->type ? volume->type : "unformatted", root->part);
	}
}

static void detect(struct check *check, struct guest *guest)
{
	const struct volume *root = guest_volume_at(guest, "/");

	if (!root)
		check_cannot_look(check, "the disk of the root is not known");
	for (size_t i = 0; root && i < guest->volume_count; i++) {
		const struct volume *volume = &guest->volume[i];

		if (volume->part && volume->disk && guest_lies_on(guest, root, volume))
			judge(check, guest, volume);
	}
}

const struct rule rule_part_root_last = {
	.id = "part-root-last",
	.title = "the root is not the last partition of its disk",
	.why = "a larger disk gives its room behind the last partition: growpart and the "
	       "cloud's "
	       "own resizing cannot enlarge the root",
	.see = "Alibaba Cloud Marketplace image specification: the root partition is the "
	       "last "
	       "one; OpenStack, \"Linux image requirements\"",
	.severity = DEGRADED,
	.stage = STAGE_DISK,
	.needs = GUEST_LINUX | GUEST_VOLUMES,
	.detect = detect,
};
