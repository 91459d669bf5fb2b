/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What puts GRUB Legacy back on a disk: stage 1, and the stage 1.5 that reads the file
 * system with its menu.
 *
 * The one law: stage 1, stage 1.5 and stage 2 are of one build, from one directory.
 */
#pragma once

#include "guest/bootmake.h"

struct bootlegacy {
	struct bootcode_legacy code;
	const char *from;           /* the directory the files are of */
	struct bootmake_file *file; /* what below /boot must be, and is not yet */
	size_t count;
};

/* Find it for BOOTDISK.  Returns 0; or -errno with one line in *WHY. */
int bootlegacy(struct guest *guest, const struct bootdisk *bootdisk,
	       struct bootlegacy *found, const char **why);
