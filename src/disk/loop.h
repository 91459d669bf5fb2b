/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Loop devices: a file as a block device (Linux include/uapi/linux/loop.h).
 *
 * The one law: one ends by itself when nobody has it open or mounted any more.
 */
#pragma once

enum { LOOP_NAME = 32 };

/*
 * A free loop device over the file or device FD, with LO_FLAGS_* and blocks of BLOCK
 * bytes (0: 512); its descriptor, and its name ("loop0") in NAME; or -errno.
 */
int loop_over(int fd, unsigned flags, unsigned block, char name[LOOP_NAME]);
