/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Taking a plan back that was written to mounted disks, and carrying it out again: each
 * file edit and each block edit with what was there before.
 *
 * The one law: nothing is overwritten that is neither as it was before the repair nor as
 * the repair left it (or, interrupted, something between).
 */
#pragma once

#include "disk/disk.h"
#include "format/undofile.h"
#include "guest/guest.h"
#include "tree/overlay.h"

/*
 * Read what COUNT edits will change below ROOT_FD and write down both in LOG (memory of
 * POOL).  Nothing is written.  -EINVAL and the like with one line in *WHY.
 */
int undo_note_files(struct pool *pool, int root_fd, const struct edit *const *edit,
		    size_t count, struct undo_log *log, const char **why);
void undo_note_blocks(struct pool *pool, const struct block_edit *edit, size_t count,
		      struct undo_log *log);

/*
 * What has been changed by somebody else since LOG was written: paths, and blocks by what
 * they are.  INTERRUPTED: a file that is written in place may be half written.
 */
struct strs undo_changed(struct pool *pool, int root_fd, const struct undo_log *log,
			 struct disk *const *disk, size_t disks, bool interrupted);

/* Whether nothing LOG speaks of is as the repair left it: all is as before. */
bool undo_is_before(struct pool *pool, int root_fd, const struct undo_log *log,
		    struct disk *const *disk, size_t disks);

/*
 * Put back what was before: blocks first, then files, the last one first.  May be done
 * again after an interruption.  0, or -errno with one line in *WHY.
 */
int undo_back(struct pool *pool, int root_fd, const struct undo_log *log,
	      struct disk *const *disk, size_t disks, const char **why);

/* Put back what was before, and then carry the repair out to its end.  As undo_back(). */
int undo_forward(struct pool *pool, int root_fd, const struct undo_log *log,
		 struct disk *const *disk, size_t disks, const char **why);
