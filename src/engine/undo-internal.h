/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the files undo*.c share. */
#pragma once

#include "engine/undo.h"

/*
 * Write what was before the blocks of LOG, or with FORWARD what the repair put there, and
 * fsync.  0, or -errno with one line in *WHY.
 */
int undo_write_blocks(struct pool *pool, const struct undo_log *log,
		      struct disk *const *disk, size_t disks, bool forward,
		      const char **why);

/* The disk that BLOCK is on; NULL where none holds what it speaks of, or two do. */
const struct disk *undo_disk_of(struct pool *pool, const struct undo_block *block,
				struct disk *const *disk, size_t disks);
