/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "guest/grubpath.h"

#include <string.h>

#include "base/path.h"
#include "guest/mounts.h"

/* "/@" of btrfs, whose paths GRUB counts from the top; NULL: not known. */
static const char *subvolume(struct guest *guest, const struct volume *volume)
{
	const struct fstab *fstab = guest_fstab(guest, NULL);

	if (!volume->type || strcmp(volume->type, "btrfs") != 0)
		return "/";
	for (size_t i = 0; i < fstab->count; i++) {
		const struct fstab_entry *entry = &fstab->entry[i];
		const char *at =
			entry->options ? strstr(entry->options, "subvol=") : NULL;

		if (at &&
		    strcmp(path_clean(guest->pool, entry->file), volume->mountpoint) == 0)
			return path_join(
				guest->pool, "/",
				pool_strndup(guest->pool, at + 7, strcspn(at + 7, ",")));
	}
	return NULL;
}

char *grub_path(struct guest *guest, const struct volume *volume, const char *path)
{
	const char *top = subvolume(guest, volume);

	if (strcmp(volume->mountpoint, "/") != 0)
		path += strlen(volume->mountpoint);
	return top ? path_clean(guest->pool, pool_printf(guest->pool, "%s/%s", top, path))
		   : NULL;
}
