/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "engine/rule-image.h"

#include "guest/boot.h"
#include "guest/initrd.h"

static bool has_one(const struct initramfs *archive, const char *const *programs,
		    size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (initramfs_resolve(archive, programs[i]))
			return true;
	return false;
}

void image_rule_needs_one(struct check *check, struct guest *guest,
			  const char *const *programs, size_t count, const char *subject,
			  const char *text)
{
	size_t images;
	const struct boot_image *image = guest_boot_images(guest, &images);

	for (size_t i = 0; i < images; i++) {
		const struct initramfs *archive;
		int err = guest_initramfs(guest, image[i].path, &archive);

		if (err < 0 || archive->problem)
			check_cannot_look(check, "\"%s\" cannot be read", image[i].path);
		else if (!has_one(archive, programs, count))
			check_finding_as(check,
					 image[i].is_default ? UNBOOTABLE : DEGRADED,
					 image[i].path, 0, subject, "%s", text);
	}
}
