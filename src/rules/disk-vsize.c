/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "engine/rule.h"

#include "guest/disktable.h"
#include "guest/imagefile.h"

/*
 * Report only: the size is what the disk is for the machine, not what its file takes.  A
 * smaller disk would need its file systems shrunk first, and a larger one is made by
 * whoever declares it.
 */

static void judge(struct check *check, struct guest *guest, const struct disk *disk)
{
	const struct profile *profile = guest->profile;
	struct pool *pool = guest->pool;
	const char *size = imagefile_size_text(pool, disk->size);

	if (profile->vsize_max && disk->size > profile->vsize_max)
		check_finding(check, disk->name, 0, "largest",
			      "the disk has %s, and %s is the most that is taken", size,
			      imagefile_size_text(pool, profile->vsize_max));
	if (disk->size < profile->vsize_min)
		check_finding(check, disk->name, 0, "smallest",
			      "the disk has %s, and %s is the least that is taken", size,
			      imagefile_size_text(pool, profile->vsize_min));
	if (disk->size < profile->registered_min)
		check_finding_as(
			check, NOTE, disk->name, 0, "declared",
			"the disk has %s, and one of %s or more must be declared", size,
			imagefile_size_text(pool, profile->registered_min));
}

static void detect(struct check *check, struct guest *guest)
{
	const struct profile *profile = guest->profile;
	const struct disk **disk;
	size_t count;

	if (!profile->vsize_max && !profile->vsize_min && !profile->registered_min) {
		check_not_applicable(check);
		return;
	}
	disk = guest_disks(guest, &count);
	if (count == 0)
		check_cannot_look(check, "the disk of the root is not known");
	for (size_t i = 0; i < count; i++)
		judge(check, guest, disk[i]);
}

const struct rule rule_disk_vsize = {
	.id = "disk-vsize",
	.title = "the disk has a size that the target does not take",
	.why = "the import is refused, or the machine cannot be declared with this disk",
	.see = "Huawei Cloud IMS: 40 to 1024 GB; Alibaba Cloud ImportImage: up to 500 "
	       "GiB; "
	       "Azure: 1023 GiB",
	.severity = REJECTED,
	.stage = STAGE_DISK,
	.needs = GUEST_LINUX | GUEST_VOLUMES,
	.detect = detect,
};
