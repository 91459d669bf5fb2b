/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "engine/rule.h"

#include "guest/imagefile.h"

/*
 * Report only: a file is converted when it is written, and then its format was chosen.
 * What counts is what its bytes are, never its name: renaming converts nothing.
 */

static void judge_parts(struct check *check, const struct profile *profile,
			const struct imagefile *image)
{
	if (image->packed && !strs_has(&profile->formats, image->container))
		check_policy(check, profile->split_image, image->disk, "packed",
			     "it is packed in %s: the image alone is taken",
			     image->packed);
	if (image->others)
		check_policy(check, profile->split_image, image->disk, "files",
			     "it cannot be read without %u other file%s: one file is "
			     "uploaded, and starts nothing",
			     image->others, image->others == 1 ? "" : "s");
	if (image->snapshots)
		check_policy(check, profile->split_image, image->disk, "snapshots",
			     "it holds %u snapshot%s beside the disk", image->snapshots,
			     image->snapshots == 1 ? "" : "s");
}

static void judge(struct check *check, const struct profile *profile,
		  const struct imagefile *image)
{
	bool as_packed = image->packed && strs_has(&profile->formats, image->container);

	if (!as_packed && !imagefile_format_taken(profile, image->format))
		check_finding(check, image->disk, 0, "format",
			      "the file is %s; what is taken: %s", image->what,
			      strs_join(&profile->formats, ", "));
	judge_parts(check, profile, image);
}

static void detect(struct check *check, struct guest *guest)
{
	if (guest->image_count == 0)
		check_not_applicable(check);
	for (size_t i = 0; i < guest->image_count; i++)
		judge(check, guest->profile, &guest->image[i]);
}

const struct rule rule_img_format = {
	.id = "img-format",
	.title = "the image file is of a kind that the target does not take",
	.why = "the upload is refused, or what is made of it has no disk in it; "
	       "`drydock export` writes what is taken",
	.see = "Huawei Cloud IMS: formats, error IMG.0057; Azure: fixed VHD only; AWS VM "
	       "Import, \"Image formats\"",
	.severity = REJECTED,
	.stage = STAGE_DISK,
	.detect = detect,
};
