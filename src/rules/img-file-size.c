/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "engine/rule.h"

#include "guest/imagefile.h"

/*
 * Report only: nothing is filled with zeros inside the system to make its file smaller;
 * free blocks are left out where the file is written.
 */

static void judge(struct check *check, struct guest *guest, const struct imagefile *image)
{
	const struct profile *profile = guest->profile;
	uint64_t size = imagefile_counted(profile, image);
	uint64_t max = imagefile_goes_fast(profile, image) ? profile->fast_max
							   : profile->file_max;

	if (size == 0)
		check_cannot_look(check, "%s: the size of its file is not known",
				  image->disk);
	else if (size > max)
		check_finding_as(check, image->estimated ? DEGRADED : REJECTED,
				 image->disk, 0, "size",
				 image->estimated
					 ? "the file may come to %s, and %s is the most "
					   "that is taken"
					 : "the file has %s, and %s is the most that is "
					   "taken",
				 imagefile_size_text(guest->pool, size),
				 imagefile_size_text(guest->pool, max));
}

static void detect(struct check *check, struct guest *guest)
{
	if (guest->image_count == 0 || !guest->profile->file_max)
		check_not_applicable(check);
	else
		for (size_t i = 0; i < guest->image_count; i++)
			judge(check, guest, &guest->image[i]);
}

const struct rule rule_img_file_size = {
	.id = "img-file-size",
	.title = "the image file is larger than the target takes",
	.why = "the upload or the import is refused, often after hours",
	.see = "Huawei Cloud IMS: 128 GB, error IMG.0059; Tencent Cloud: 50 GB as qcow2; "
	       "AWS: 16 TiB; Oracle: 400 GB",
	.severity = REJECTED,
	.stage = STAGE_DISK,
	.detect = detect,
};
