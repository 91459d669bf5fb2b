/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Configuration files as they are in the system and, copied when they were made, in its
 * initramfs images.
 *
 * The one law: a file that is cut off or not kept is never taken for the whole.
 */
#pragma once

#include "guest/initrd.h"

struct copy_place {
	const char *path; /* of the image; NULL: the system itself */
	const struct initramfs *archive;
};

/*
 * The system, then each image the boot loaders load that can be read; *WHY_NOT is one
 * line on an image that cannot, or NULL.
 */
struct copy_place *guest_copies(struct guest *guest, size_t *count, const char **why_not);

/* The content of FILE in PLACE; false where it is not. */
bool copy_read(struct guest *guest, const struct copy_place *place, const char *file,
	       struct bytes *text);
