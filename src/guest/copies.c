/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "guest/copies.h"

#include <errno.h>
#include <string.h>

#include "guest/boot.h"

enum { COPY_MAX = 256 << 10 }; /* bytes; the shipped lvm.conf has 100 kB */

struct copy_place *guest_copies(struct guest *guest, size_t *count, const char **why_not)
{
	size_t images;
	const struct boot_image *image = guest_boot_images(guest, &images);
	struct copy_place *place = pool_alloc(guest->pool, (images + 1) * sizeof(*place));

	*why_not = NULL;
	*count = 1;
	for (size_t i = 0; i < images; i++) {
		struct copy_place *next = &place[*count];
		int err = guest_initramfs(guest, image[i].path, &next->archive);

		next->path = image[i].path;
		if (err == 0 && !next->archive->problem)
			++*count;
		else
			*why_not = pool_printf(guest->pool, "\"%s\": %s", next->path,
					       err < 0 && err != -EMEDIUMTYPE
						       ? strerror(-err)
						       : next->archive->problem);
	}
	return place;
}

bool copy_read(struct guest *guest, const struct copy_place *place, const char *file,
	       struct bytes *text)
{
	const struct initramfs_file *found;

	if (!place->path)
		return tree_read_large(guest->tree, file, COPY_MAX, guest->pool, text) ==
		       0;
	found = initramfs_resolve(place->archive, file);
	if (!found || !S_ISREG(found->mode) || found->data.len != found->size)
		return false;
	*text = found->data;
	return true;
}
