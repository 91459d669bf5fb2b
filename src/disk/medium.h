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
