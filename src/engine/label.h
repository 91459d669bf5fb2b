/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The SELinux label of a file that is new.  No policy is asked: it is the one most of the
 * files of its kind beside it have, else that of its directory, as the kernel gives it.
 *
 * The one law: a system without labels gets none.
 */
#pragma once

#include "base/pool.h"

/* FD, new in the directory DIR_FD, gets LABEL; NULL: as those beside it.  0 or -errno. */
int label_give(struct pool *pool, int dir_fd, int fd, const char *label);

/* The same of the symbolic link NAME in DIR_FD. */
int label_give_link(struct pool *pool, int dir_fd, const char *name);
