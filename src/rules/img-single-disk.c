/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "engine/rule.h"

#include "guest/disktable.h"

/*
 * Report only: all disks of a system are repaired together and stay as many as they were.
 * Taking a disk out of a volume group or an array destroys what lies on it.
 */

/* What DISK holds of the guest: "/home, /srv". */
static const char *held_by(struct guest *guest, const struct disk *disk)
{
	struct strs list = { .pool = guest->pool };

	for (size_t i = 0; i < guest->volume_count; i++) {
		const struct volume *volume = &guest->volume[i];
		size_t count;
		const struct disk **of;

		if (!guest_mounts(volume))
			continue;
		of = volume_disks(guest->pool, guest->volume, guest->volume_count, i,
				  &count);
		for (size_t d = 0; d < count; d++)
			if (of[d] == disk)
				strs_add(&list, volume->mountpoint);
	}
	return strs_join(&list, ", ");
}

static void judge_arrays(struct check *check, struct guest *guest)
{
	for (size_t i = 0; i < guest->volume_count; i++) {
		const struct volume *volume = &guest->volume[i];

		if (volume->degraded && guest_disks_hold(guest, volume))
			check_finding_as(
				check, DEGRADED, guest_volume_where(guest->pool, volume),
				0, "members",
				"members are missing: another disk belongs to it");
	}
}

static void detect(struct check *check, struct guest *guest)
{
	size_t count;
	const struct disk **disk = guest_disks(guest, &count);

	if (count == 0)
		check_cannot_look(check, "the disk of the root is not known");
	for (size_t i = 1; i < count; i++)
		check_policy(check, guest->profile->second_disk, disk[i]->name, "disk",
			     "the system needs it beside %s: it holds %s", disk[0]->name,
			     held_by(guest, disk[i]));
	judge_arrays(check, guest);
}

const struct rule rule_img_single_disk = {
	.id = "img-single-disk",
	.title = "the system lies on more than one disk",
	.why = "each disk must be attached to the new machine; an import that takes one "
	       "image "
	       "loses the others, and the boot waits for them",
	.see = "Huawei Cloud IMS and Open Telekom Cloud, \"Image file\": only the system "
	       "disk; "
	       "Oracle: no further volumes needed to boot",
	.severity = REJECTED,
	.stage = STAGE_DISK,
	.needs = GUEST_LINUX | GUEST_VOLUMES,
	.detect = detect,
};
