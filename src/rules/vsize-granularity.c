/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "engine/rule.h"

#include "guest/disktable.h"
#include "guest/imagefile.h"

/*
 * Zeros come behind the end of the disk, on the layer, before anything is read; nothing
 * in it moves.  Its backup GPT, then in the middle, is another rule's to move.
 */

static uint64_t whole_of(const struct guest *guest, const struct disk *disk)
{
	return imagefile_whole(guest->profile, guest_imagefile(guest, disk));
}

/* As the disk came, and not as it was padded for this. */
static uint64_t size_of(const struct guest *guest, const struct disk *disk)
{
	const struct imagefile *image = guest_imagefile(guest, disk);

	return image && image->size && !guest_is_padded(guest, disk) ? image->size
								     : disk->size;
}

static void detect(struct check *check, struct guest *guest)
{
	size_t count;
	const struct disk **disk = guest_disks(guest, &count);

	if (count == 0)
		check_cannot_look(check, "the disk of the root is not known");
	for (size_t i = 0; i < count; i++) {
		uint64_t whole = whole_of(guest, disk[i]), size = size_of(guest, disk[i]);

		if (size % whole)
			check_finding(check, disk[i]->name, 0, "whole",
				      "the disk has %s, which is no multiple of %s",
				      imagefile_size_text(guest->pool, size),
				      imagefile_size_text(guest->pool, whole));
	}
}

static void plan(struct plan *plan, struct guest *guest, const struct finding *finding)
{
	size_t count;
	const struct disk **disk = guest_disks(guest, &count);

	for (size_t i = 0; i < count; i++) {
		if (strcmp(disk[i]->name, finding->path) != 0)
			continue;
		if (disk[i]->size % whole_of(guest, disk[i]))
			break;
		plan_padded(plan, disk[i]);
		plan_note(plan, "padded with zeros to %s",
			  imagefile_size_text(guest->pool, disk[i]->size));
		return;
	}
	plan_refuse(plan, "a disk is made larger where it is written to an image");
}

const struct rule rule_vsize_granularity = {
	.id = "vsize-granularity",
	.title = "the disk is no whole number of MiB or GiB",
	.why = "the import is refused, or rounds the size up, and the backup GPT is then "
	       "not at the end",
	.see = "Azure: \"The size must be a whole number (in MBs)\"; Google Cloud: whole "
	       "GiB; ZVHD2: read in whole GiB",
	.severity = REJECTED,
	.stage = STAGE_DISK,
	.needs = GUEST_LINUX | GUEST_VOLUMES,
	.detect = detect,
	.plan = plan,
};
