/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Where an ext file system was mounted last, which the kernel writes into its superblock
 * (s_last_mounted, Linux Documentation/filesystems/ext4/super.rst) when a file of it is
 * first opened.  Our own mount point is none of the guest's.
 *
 * The one law: nothing is written unless the mark is another than before.
 */
#pragma once

#include "disk/disk.h"

/*
 * Put VOLUME's mark back to what it was when the volume was probed; it must not be
 * mounted.  0, also where it is not of ext; or -EIO.
 */
int mountmark_restore(const struct volume *volume);
