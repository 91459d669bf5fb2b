/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "guest/grubpath.h"

#include <string.h>

#include "base/path.h"
#include "guest/mounts.h"

/* The subvolume ENTRY mounts, without a slash before it; NULL: it does not say. */
static const char *subvolume_of(struct pool *pool, const struct fstab_entry *entry)
{
	const char *at = entry->options ? strstr(entry->options, "subvol=") : NULL;

	if (!at)
		return NULL;
	at += strlen("subvol=");
	at += strspn(at, "/");
	return pool_strndup(pool, at, strcspn(at, ","));
}

/* "/@" of btrfs, whose paths GRUB counts from the top; NULL: not known. */
static const char *subvolume(struct guest *guest, const struct volume *volume)
{
	const struct fstab *fstab = guest_fstab(guest, NULL);

	if (!volume->type || strcmp(volume->type, "btrfs") != 0)
		return "/";
	for (size_t i = 0; i < fstab->count; i++) {
		const struct fstab_entry *entry = &fstab->entry[i];
		const char *name = subvolume_of(guest->pool, entry);

		if (name &&
		    strcmp(path_clean(guest->pool, entry->file), volume->mountpoint) == 0)
			return path_join(guest->pool, "/", name);
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

const char *grub_path_in_guest(struct guest *guest, const char *written)
{
	const struct fstab *fstab = guest_fstab(guest, NULL);
	const char *found = NULL, *at;
	size_t longest = 0;

	for (size_t i = 0; i < fstab->count; i++) {
		const struct fstab_entry *entry = &fstab->entry[i];
		const char *name = subvolume_of(guest->pool, entry);
		size_t len = name ? strlen(name) : 0;

		if (len <= longest || strcmp(entry->type, "btrfs") != 0 ||
		    entry->file[0] != '/' || written[0] != '/' ||
		    strncmp(written + 1, name, len) != 0 || written[1 + len] != '/')
			continue;
		longest = len;
		found = path_join(guest->pool, path_clean(guest->pool, entry->file),
				  written + len + 2);
	}
	if (found)
		return found;
	at = strrchr(written, '@');
	at = at ? strchr(at, '/') : NULL;
	return at ? at : written;
}
