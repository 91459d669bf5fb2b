/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "engine/rule.h"

#include "guest/disktable.h"

/*
 * Report only: partitions are never moved or merged.  The EFI system partition and swap
 * are no part of the system's tree; what lies under the root is the root.
 */

static bool is_beside(struct guest *guest, const struct volume *volume,
		      const struct volume *root)
{
	return volume->type && !volume->is_esp && strncmp(volume->type, "sw", 2) != 0 &&
	       !guest_lies_on(guest, root, volume) && guest_disks_hold(guest, volume);
}

static void detect(struct check *check, struct guest *guest)
{
	const struct volume *root = guest_volume_at(guest, "/");

	if (!root)
		check_cannot_look(check, "the disk of the root is not known");
	for (size_t i = 0; root && i < guest->volume_count; i++) {
		const struct volume *volume = &guest->volume[i];

		if (is_beside(guest, volume, root))
			check_policy(check, guest->profile->other_partition,
				     guest_volume_where(guest->pool, volume), "partition",
				     "%s (%s) is beside the root",
				     guest_mounts(volume) ? volume->mountpoint
							  : "what is not mounted",
				     volume->type);
	}
}

const struct rule rule_part_single_root = {
	.id = "part-single-root",
	.title = "the system has partitions beside its root",
	.why = "where only a single root partition is supported the import is refused, "
	       "or "
	       "the "
	       "disk cannot be enlarged on its own",
	.see = "Alibaba Cloud, \"Instructions for importing images\": a single root "
	       "partition; "
	       "OpenStack, \"Linux image requirements\"",
	.severity = REJECTED,
	.stage = STAGE_DISK,
	.needs = GUEST_LINUX | GUEST_VOLUMES,
	.detect = detect,
};
