/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The disk a BIOS starts a guest from, and what lies on it before the file systems.
 *
 * The one law: it is read through planned block edits, never around them.
 */
#pragma once

#include "format/bootcode.h"
#include "guest/guest.h"

struct bootdisk {
	const struct disk *disk;
	struct bootcode_disk code;   /* for bootcode_inspect() */
	struct bootcode_place place; /* where a core image may go; sectors 0: nowhere */
	/* "/boot/grub/i386-pc", with boot.img and core.img, or where it was once. */
	const char *images;
	const char *parts; /* a directory with all that a core image is made of, or NULL
			    */
	bool only_uefi;    /* an EFI system partition, and no place made for a BIOS */
};

/*
 * The disk a BIOS starts: the one /boot is on; of several below LVM or md the first that
 * has code in sector 0, or else the first.  NULL: not known.
 */
const struct disk *guest_boot_disk(const struct guest *guest);

/*
 * Fill BOOTDISK.  Returns 0; -ENOENT where GRUB was never installed for a BIOS; -ENODEV
 * where the disk of /boot is not known; or the error of reading it.
 */
int guest_bootdisk(struct guest *guest, struct bootdisk *bootdisk);

/* The same whichever loader it is: images may be NULL, then the place is not known. */
int guest_bootdisk_any(struct guest *guest, struct bootdisk *bootdisk);

/* Whether a BIOS finds something to start on the disk of /boot. */
bool guest_starts_by_bios(struct guest *guest);

/*
 * Whether whole sectors of the core in STATE are zeros where the guest's core.img has
 * code; a block list alone does not show that.
 */
bool bootdisk_is_wiped(struct guest *guest, const struct bootdisk *bootdisk,
		       const struct bootcode_state *state);
