/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "guest/grubversion.h"

#include <string.h>

/* The title of GRUB's menu; the version follows as the next string of normal.mod. */
static const char title[] = "GNU GRUB  version %s";

static const char *version_in(struct pool *pool, struct bytes module)
{
	struct bytes mark = { (const unsigned char *)title, sizeof(title) };
	ptrdiff_t at = bytes_find(module, mark, 0);
	const char *version;

	if (at < 0)
		return NULL;
	version = bytes_str(pool, bytes_slice(module, (size_t)at + mark.len, 64));
	return version[0] >= '0' && version[0] <= '9' ? version : NULL;
}

const char *guest_grub_version(struct guest *guest)
{
	static const char *const modules[] = {
		"/boot/grub/i386-pc/normal.mod",    "/boot/grub2/i386-pc/normal.mod",
		"/boot/grub/x86_64-efi/normal.mod", "/boot/grub2/x86_64-efi/normal.mod",
		"/boot/grub/arm64-efi/normal.mod",  "/boot/grub2/arm64-efi/normal.mod",
	};
	const char *version = NULL;
	struct bytes module;

	for (size_t i = 0; !version && i < sizeof(modules) / sizeof(*modules); i++)
		if (tree_has_text(guest->tree, modules[i], &module))
			version = version_in(guest->pool, module);
	return version;
}
