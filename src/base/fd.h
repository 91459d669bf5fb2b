/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What every writer to a file descriptor needs. */
#pragma once

#include "base/bytes.h"

/* All of DATA to FD, however write(2) cuts it; 0 or -errno. */
int fd_write(int fd, struct bytes data);

/* What the file or directory PATH holds is on the disk; 0 or -errno. */
int fd_sync_path(const char *path);
