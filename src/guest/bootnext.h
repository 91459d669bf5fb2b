/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What the code in sector 0 starts next where it is not GRUB 2's: SYSLINUX's the boot
 * sector of the active partition, and that ldlinux.sys; stage 1 of GRUB Legacy a stage
 * 1.5, or stage 2; each by the number of its first sector.
 *
 * The one law: where it cannot be told what is started, nothing is wrong.
 */
#pragma once

#include "guest/bootdisk.h"

struct bootnext {
	const char *where; /* "/boot/extlinux/ldlinux.sys", or the disk */
	const char *what;  /* "stage 1.5 at sector 1", for people; NULL: not told */
	struct bootnext_fault {
		const char *where, *subject; /* a disk or a path, and which part of it */
		const char *text;            /* one line for people */
	} fault[3];
	size_t faults;
};

/*
 * Look behind the code of KIND in sector 0 of BOOTDISK.  False where that kind is not
 * known here, it has no menu on that disk, or the disk cannot be read.
 */
bool guest_bootnext(struct guest *guest, const struct bootdisk *bootdisk,
		    enum bootcode_kind kind, struct bootnext *next);
