/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What an interruption can leave between before and after.
 *
 * The one law: what cannot come from writing AFTER over BEFORE is somebody else's.
 */
#pragma once

#include "base/bytes.h"

enum { TORN_SECTOR = 512 }; /* a disk writes at least so many bytes whole */

/* Whether each sector of NOW is as before or as after. */
bool torn_sectors(struct bytes now, struct bytes before, struct bytes after);

/*
 * Whether NOW can be a file between: each byte is as before, as after, or zero (space
 * that was given to it and not written yet), and it is no longer than the longer one.
 */
bool torn_file(struct bytes now, struct bytes before, struct bytes after);
