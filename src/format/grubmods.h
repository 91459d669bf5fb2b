/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What is built into an image of GRUB 2 beside its code: the prefix, a configuration and
 * a memory disk, in a list of modules (include/grub/kernel.h of GRUB).
 *
 * Its one law: the list is read from plain bytes; who packs it unpacks it before.
 */
#pragma once

#include "base/bytes.h"

struct grubmods {
	const char *prefix; /* "(,msdos1)/boot/grub", "/EFI/debian", ""; NULL: none */
	struct bytes config, memdisk; /* empty: none */
	struct bytes *module;         /* the files of modules, with padding behind them */
	size_t modules;
};

/* The first list in IMAGE; false where there is none with a prefix. */
bool grubmods_find(struct pool *pool, struct bytes image, struct grubmods *mods);

/* Add such a list, of the 32-bit kind, behind what is in BUF: what find would find. */
void grubmods_add(struct buf *buf, const struct grubmods *mods);

/* The UUID of the file system the built-in configuration searches, or NULL. */
const char *grubmods_search_uuid(struct pool *pool, const struct grubmods *mods);
