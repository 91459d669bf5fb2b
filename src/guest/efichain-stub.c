/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <string.h>

#include "base/path.h"
#include "guest/efichain.h"
#include "guest/grubpath.h"

char *efichain_stub(struct guest *guest, const char **why)
{
	static const char *const dirs[] = { "/boot/grub", "/boot/grub2" };
	const struct volume *volume;
	const char *dir = NULL, *inside;

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
	inside = grub_path(guest, volume, dir);
	*why = pool_printf(guest->pool, "the btrfs subvolume of \"%s\" is not known",
			   dir);
	if (!inside)
		return NULL;
	*why = NULL;
	return pool_printf(guest->pool,
			   "search.fs_uuid %s root\n"
			   "set prefix=($root)'%s'\n"
			   "configfile $prefix/grub.cfg\n",
			   volume->uuid, inside);
}
