/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What stands at a name in a directory, read so that it can be put there again.
 *
 * The one law: what is put back is a complete new file under a temporary name, fsynced
 * and renamed; only a file with several names is written in place.
 */
#pragma once

#include <stdbool.h>

#include "format/undofile.h"

/*
 * Read what NAME in the directory DIR_FD is into *STATE (memory of POOL); its content
 * with CONTENT.  What is neither a regular file nor a link: -EINVAL.
 */
int state_read(struct pool *pool, int dir_fd, const char *name, bool content,
	       struct undo_state *state);

/*
 * Put STATE there again: content, owner, mode, locks, extended attributes, times.  Of a
 * file with several names, the others are looked for below the directory ROOT_FD where
 * this one is gone.  0 or -errno.
 */
int state_restore(struct pool *pool, int dir_fd, const char *name, int root_fd,
		  const struct undo_state *state);

/* The same of a file that was only appended to: it ends where it ended. */
int state_cut(struct pool *pool, int dir_fd, const char *name,
	      const struct undo_state *state);

/* Whether both are the same to who reads them: kind, content, owner, mode. */
bool state_is(const struct undo_state *state, const struct undo_state *other);

/* The name a file has until it is whole. */
char *state_temporary(struct pool *pool, const char *name);

/* The locks of FD; 0 where it has none. */
int state_locks(int fd);

/* Clear the locks of FD; they are returned in *FLAGS, 0 where it has none. */
int state_unlock(int fd, int *flags);
int state_lock(int fd, int flags);
