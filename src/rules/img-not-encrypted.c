/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "engine/rule.h"

#include "guest/imagefile.h"

/*
 * Report only: whoever has the key decrypts it with the program that encrypted it.  This
 * is about the file; an encrypted volume in the disk is another matter.
 */

static void detect(struct check *check, struct guest *guest)
{
	if (guest->image_count == 0)
		check_not_applicable(check);
	for (size_t i = 0; i < guest->image_count; i++)
		if (guest->image[i].encrypted)
			check_finding(check, guest->image[i].disk, 0, "encrypted",
				      "the file is %s, and encrypted",
				      guest->image[i].what);
}

const struct rule rule_img_not_encrypted = {
	.id = "img-not-encrypted",
	.title = "the image file is encrypted",
	.why = "no import can read it; there is no place to give it the key",
	.see = "Huawei Cloud IMS: the image file must not be encrypted, a QCOW2 without "
	       "the attribute; QEMU, docs/interop/qcow2.txt, crypt_method",
	.severity = REJECTED,
	.stage = STAGE_DISK,
	.detect = detect,
};
