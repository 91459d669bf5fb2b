/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * How SYSLINUX is started on a BIOS: sector 0 starts the boot sector of the active
 * partition, and that ldlinux.sys, by the number of its first sector.
 *
 * The one law: where it cannot be told what is started, nothing is wrong.
 */
#pragma once

#include "guest/guest.h"

struct bootsyslinux {
	const char *file; /* "/boot/extlinux/ldlinux.sys" */
	unsigned part;    /* whose boot sector starts it */
	uint64_t sector; /* its first one, from the start of the partition; 0: not told */
	struct bootsyslinux_fault {
		const char *where, *subject; /* a disk or a path, and which part of it */
		const char *text;            /* one line for people */
	} fault[3];
	size_t faults;
};

/*
 * Look behind the code in sector 0 of DISK, which is of SYSLINUX.  False where no
 * configuration of it is on a volume of that disk, or the volume cannot be read.
 */
bool guest_bootsyslinux(struct guest *guest, const struct disk *disk,
			struct bootsyslinux *state);
