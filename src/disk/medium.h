/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The medium the appliance was started from, among the disks of the machine.
 *
 * The one law: it is known by the number that its own boot loader gave the kernel, so no
 * other disk can pass for it, and none is taken for it where nobody gave a number.
 */
#pragma once

#include "disk/disk.h"

/*
 * Whether the disk NAME of this machine is it: a FAT file system named DRYDOCK whose
 * volume ID is the one of "drydock.medium=XXXXXXXX" on the kernel's command line.
 */
bool medium_is(struct pool *pool, const char *name);

/* The same of an open disk for the ID, 8 hexadecimal digits; NULL: there is no medium. */
bool medium_has_id(const struct disk *disk, const char *id);

/* The name of the disk of this machine that is it; NULL: none is, or it is a CD. */
const char *medium_find(struct pool *pool);

/*
 * Mount the file system of it on the directory TARGET, for reading only: "drydock" in it
 * holds the kernel and what else is on a medium.  It is the FAT of a disk, or the ISO
 * 9660 of a CD or of a USB stick.  0; -ENOENT where nobody gave a number; -ENOMEDIUM
 * where it is not in this machine any more; or another -errno.
 */
int medium_mount(struct pool *pool, const char *target);
