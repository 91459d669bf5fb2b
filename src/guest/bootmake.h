/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What GRUB 2 needs to start this guest by a BIOS, made from the files of its package, as
 * grub-install does: a core image for the file system and the partition table that are
 * there, and the modules it will load.
 *
 * The one law: all of it comes from one directory of the guest, so that core image and
 * modules are of one build; what is there and the same already is not written again.
 */
#pragma once

#include "guest/bootdisk.h"

struct bootmake_file {
	const char *path;
	struct bytes data;
};

struct bootmake {
	struct bytes boot, core;    /* boot.img and core.img */
	struct bootmake_file *file; /* what below /boot must be, and is not yet */
	size_t count;
};

/*
 * Make it for BOOTDISK, which must have images.  Returns 0; or -errno with one line in
 * *WHY.
 */
int bootmake(struct guest *guest, const struct bootdisk *bootdisk, struct bootmake *made,
	     const char **why);
