/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What a core image of GRUB 2 for a BIOS looks for once it runs: the directory of its
 * prefix, and modules there that are of its own build.
 *
 * The one law: where it cannot be told what is looked for, nothing is wrong.
 */
#pragma once

#include "format/grubmods.h"
#include "guest/guest.h"

/* Why a core image with MODS, on DISK, does not find its modules; NULL: it does. */
const char *bootcore_problem(struct guest *guest, const struct disk *disk,
			     const struct grubmods *mods);

/*
 * Whether a module built into the core image is none of the files "*.mod" in DIR: then
 * the rest, loaded from there, is of another build and may lack what it needs.
 */
bool bootcore_is_foreign(struct guest *guest, const char *dir,
			 const struct grubmods *mods);
