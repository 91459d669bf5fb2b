/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "engine/rule.h"

#include "guest/imagefile.h"

/* Report only: a file has the name that its owner gave it. */

/* "disk.raw" becomes "disk": what an image made of it would be called. */
static struct bytes base_of(const struct imagefile *image)
{
	struct bytes name = bytes_of(image->name);
	const char *dot = strrchr(image->name, '.');

	return dot && dot != image->name
		       ? bytes_slice(name, 0, (size_t)(dot - image->name))
		       : name;
}

static bool is_plain(struct bytes name)
{
	for (size_t i = 0; i < name.len; i++)
		if (!(name.data[i] >= '0' && name.data[i] <= '9') &&
		    !((name.data[i] | 0x20) >= 'a' && (name.data[i] | 0x20) <= 'z') &&
		    (!name.data[i] || !strchr("-._ ", name.data[i])))
			return false;
	return name.len > 0 && name.len <= 128 && name.data[0] != ' ' &&
	       name.data[name.len - 1] != ' ';
}

static void judge(struct check *check, const struct profile *profile,
		  const struct imagefile *image)
{
	if (!*image->name)
		return;
	if (profile->file_name_refused & 1u << FILE_NAME_SPACE &&
	    strchr(image->name, ' '))
		check_finding(check, image->disk, 0, "space",
			      "the name \"%s\" has a blank", image->name);
	if (profile->image_name_plain && !is_plain(base_of(image)))
		check_finding_as(
			check, NOTE, image->disk, 0, "name",
			"\"%s\" is no name for an image: 1 to 128 letters, digits, "
			"- . _ and inner blanks",
			image->name);
}

static void detect(struct check *check, struct guest *guest)
{
	if (guest->image_count == 0 ||
	    (!guest->profile->file_name_refused && !guest->profile->image_name_plain))
		check_not_applicable(check);
	else
		for (size_t i = 0; i < guest->image_count; i++)
			judge(check, guest->profile, &guest->image[i]);
}

const struct rule rule_img_upload = {
	.id = "img-upload",
	.title = "the image file has a name that the target does not take",
	.why = "the registration is refused after the upload",
	.see = "Huawei Cloud IMS, error codes IMG.0075 (name of the image) and IMG.0175 "
	       "(blanks in the path of the file)",
	.severity = REJECTED,
	.stage = STAGE_DISK,
	.detect = detect,
};
