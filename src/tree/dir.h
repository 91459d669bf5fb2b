/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A directory of this machine as a tree: a mounted system disk, or a test's root.
 *
 * Its one law: every open goes through openat2(2) with RESOLVE_IN_ROOT and without links,
 * and nothing but a regular file is ever opened for its content.
 */
#pragma once

#include "tree/tree.h"

/* Open the directory PATH as a tree in POOL; the descriptor is closed by dir_close(). */
int dir_open(struct pool *pool, const char *path, struct tree **tree);

void dir_close(struct tree *tree);

/* The descriptor of the root directory; owned by the tree. */
int dir_fd(const struct tree *tree);

/* openat2(2) of PATH (absolute, without links) below ROOT_FD; returns a descriptor. */
int dir_open_at(int root_fd, const char *path, int flags);
