/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "engine/rule.h"

#include "guest/imagefile.h"

/*
 * Report only: the format of the bitmap is not public, so none is made here.  The .mf of
 * an OVF package holds checksums and is something else.
 */

/* "disk.raw" becomes "disk". */
static const char *base_of(struct pool *pool, const struct imagefile *image)
{
	const char *dot = strrchr(image->name, '.');

	if (!*image->name)
		return "image";
	return dot && dot != image->name
		       ? pool_strndup(pool, image->name, (size_t)(dot - image->name))
		       : image->name;
}

static void judge(struct check *check, struct guest *guest, const struct imagefile *image)
{
	const struct profile *profile = guest->profile;
	const char *base = base_of(guest->pool, image);
	const char *name = *image->name ? image->name : "image.raw";

	if (!imagefile_goes_fast(profile, image) ||
	    !strs_has(&profile->bitmap_formats, image->format) ||
	    image->bitmap == IMAGE_BITMAP_THERE)
		return;
	if (image->bitmap == IMAGE_BITMAP_OVF)
		check_finding(
			check, image->disk, 0, "bitmap",
			"\"%s.mf\" holds the checksums of an OVF package; the bitmap "
			"is made by: java -jar CreateMF.jar %s %s.mf",
			base, name, base);
	else
		check_finding(check, image->disk, 0, "bitmap",
			      "its bitmap belongs beside it in the bucket: java -jar "
			      "CreateMF.jar %s %s.mf; a zvhd2 needs none",
			      name, base);
}

static void detect(struct check *check, struct guest *guest)
{
	if (guest->image_count == 0 || guest->profile->bitmap_formats.count == 0)
		check_not_applicable(check);
	else
		for (size_t i = 0; i < guest->image_count; i++)
			judge(check, guest, &guest->image[i]);
}

const struct rule rule_img_bitmap = {
	.id = "img-bitmap",
	.title = "a large raw image has no bitmap beside it",
	.why = "fast import of a raw image is refused without its bitmap",
	.see = "Huawei Cloud IMS, \"Quickly Importing an Image File\": CreateMF.jar; "
	       "error "
	       "IMG.0158",
	.severity = REJECTED,
	.stage = STAGE_DISK,
	.detect = detect,
};
