/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Writing a plan: file edits into a mounted root, block edits onto a disk.
 *
 * The one law: only bytes the plan has shown are written.  A file is replaced by a
 * complete new one (temporary name, fsync, rename) that keeps mode, owner, times and
 * every extended attribute; one with several names or an append keeps its inode.
 */
#pragma once

#include "disk/disk.h"
#include "guest/guest.h"
#include "tree/overlay.h"

/*
 * Apply COUNT edits below the directory ROOT_FD.  Returns 0, or -errno with one line in
 * *WHY (in POOL); what was written before the failure stays.
 */
int apply_files(struct pool *pool, int root_fd, const struct edit *const *edit,
		size_t count, const char **why);

/*
 * NULL where TREE, mounted afresh, holds what COUNT edits say, else one line.  Two names
 * of one file (hard links, FAT's letter case) show here: the last edit took them both.
 */
const char *apply_differs(struct tree *tree, const struct edit *const *edit,
			  size_t count);

/*
 * Write COUNT block edits, each to the disk's path, after comparing what is there with
 * what the plan saw (-ESTALE where it differs).
 */
int apply_blocks(struct pool *pool, const struct block_edit *edit, size_t count,
		 const char **why);
