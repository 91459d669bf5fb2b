/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <string.h>

#include "base/path.h"
#include "guest/efichain.h"
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

char *efichain_stub(struct guest *guest, const char **why)
{
	static const char *const dirs[] = { "/boot/grub", "/boot/grub2" };
	const struct volume *volume;
	const char *dir = NULL, *top, *inside;

	for (size_t i = 0; !dir && i < sizeof(dirs) / sizeof(*dirs); i++)
		if (tree_has(guest->tree, path_join(guest->pool, dirs[i], "grub.cfg"),
			     TREE_FILE))
			dir = dirs[i];
	*why = "there is no grub.cfg below /boot to lead to";
	if (!dir)
		return NULL;
	volume = guest_volume_of(guest, dir);
	*why = pool_printf(guest->pool, "the volume of \"%s\" has no UUID", dir);
	if (!volume || !volume->uuid)
		return NULL;
	top = subvolume(guest, volume);
	*why = pool_printf(guest->pool, "the btrfs subvolume of \"%s\" is not known",
			   dir);
	if (!top)
		return NULL;
	inside = strcmp(volume->mountpoint, "/") == 0 ? dir
						      : dir + strlen(volume->mountpoint);
	*why = NULL;
	return pool_printf(
		guest->pool,
		"search.fs_uuid %s root\n"
		"set prefix=($root)'%s'\n"
		"configfile $prefix/grub.cfg\n",
		volume->uuid,
		path_clean(guest->pool, pool_printf(guest->pool, "%s%s", top, inside)));
}
