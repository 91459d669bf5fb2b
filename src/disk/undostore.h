/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A directory with undo files: "undo-SYSTEM-NUMBER.open" of a repair that is under way or
 * was interrupted, ".done" of one that came to its end.
 *
 * The one law: such a name is there only when the file is whole and on stable storage;
 * until then it is a temporary name, which nobody reads.
 */
#pragma once

#include "format/undofile.h"

enum { UNDOSTORE_MAX = 1 << 30 }; /* bytes of an undo file */

struct undo_entry {
	const char *name; /* of the file */
	bool open;        /* the repair did not come to its end */
	unsigned number;  /* the newest has the highest */
	struct undo_log log;
};

struct undo_entries {
	struct undo_entry *entry; /* the newest first */
	size_t count;
};

/*
 * Write LOG into the directory DIR_FD as the newest of its system, and wait until it is
 * on stable storage, with the names on the way to it.  0 with *NAME; else -errno (-ENOSPC
 * where it does not fit), and nothing is left.
 */
int undostore_write(struct pool *pool, int dir_fd, const struct undo_log *log,
		    const char **name);

/* How many bytes that takes. */
uint64_t undostore_size(const struct undo_log *log);

/*
 * The undo files of SYSTEM in DIR_FD; what is not whole is left out, and not removed.  0
 * or -errno.
 */
int undostore_list(struct pool *pool, int dir_fd, const char *system,
		   struct undo_entries *entries);

/* The repair of the file NAME came to its end.  0 or -errno. */
int undostore_done(struct pool *pool, int dir_fd, const char *name);

/* Remove the file NAME.  0 or -errno. */
int undostore_remove(int dir_fd, const char *name);

/* Write LOG to FD, which is at its beginning, and fsync it.  0 or -errno. */
int undostore_write_to(int fd, const struct undo_log *log);

/* Read the undo file open at FD.  As undofile_parse(); -EFBIG above UNDOSTORE_MAX. */
int undostore_read(struct pool *pool, int fd, struct undo_log *log);
