/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "engine/rule.h"

#include "guest/imagefile.h"

/*
 * Report only: the format is chosen where the file is written.  On this way the platform
 * puts nothing right, so what the profile names as fast_rules weighs more
 * (engine/check.c) as long as the file is so large.
 */

static void judge(struct check *check, struct guest *guest, const struct imagefile *image)
{
	const struct profile *profile = guest->profile;
	const char *size =
		imagefile_size_text(guest->pool, imagefile_counted(profile, image));
	const char *max = imagefile_size_text(guest->pool, profile->file_max);
	const char *formats = strs_join(&profile->fast_formats, ", ");

	if (!imagefile_goes_fast(profile, image))
		return;
	if (!strs_has(&profile->fast_formats, image->format))
		check_finding(
			check, image->disk, 0, "format",
			"the file has %s: over %s only fast import takes it, as one "
			"of %s, and it is %s",
			size, max, formats, image->what);
	else
		check_finding_as(check, NOTE, image->disk, 0, "fast",
				 "the file has %s: over %s only fast import takes it, "
				 "which repairs nothing in it",
				 size, max);
}

static void detect(struct check *check, struct guest *guest)
{
	if (guest->image_count == 0 || !guest->profile->fast_max)
		check_not_applicable(check);
	else
		for (size_t i = 0; i < guest->image_count; i++)
			judge(check, guest, &guest->image[i]);
}

const struct rule rule_img_fast_import = {
	.id = "img-fast-import",
	.title = "the image file is so large that only fast import takes it",
	.why = "fast import takes fewer formats, and neither adds drivers nor changes "
	       "device names: what the system needs must be in it",
	.see = "Huawei Cloud IMS, \"Quickly Importing an Image File\"; error IMG.0158",
	.severity = REJECTED,
	.stage = STAGE_DISK,
	.detect = detect,
};
