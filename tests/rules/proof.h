/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Proofs about files that were written: metadata kept, and undone to the last byte.
 *
 * Functions return NULL, or what is wrong in one line.
 */
#pragma once

#include <sys/stat.h>

#include "tree/overlay.h"

/* What a file was before it was written. */
struct before {
	const struct edit *edit;
	struct stat st;
	bool xattr;             /* the file system took ours */
	char *link;             /* of a link that is removed: its target */
	const char *old_parent; /* of a new file: the directory that was there */
};

/* Note what each of COUNT edits is about to change; gives files a time and an xattr. */
struct before *proof_prepare(struct pool *pool, int root_fd,
			     const struct edit *const *edit, size_t count);

/* COUNT edits whose owners are who runs the test: others only root can set. */
const struct edit **proof_own(struct pool *pool, const struct edit *const *edit,
			      size_t count);

/* Mode, owner, time, xattr and, where a file has several names, its inode. */
const char *proof_metadata(struct pool *pool, int root_fd, const struct before *before,
			   size_t count);

/* Write back what the edits themselves know of the old state. */
const char *proof_undo(struct pool *pool, int root_fd, const struct before *before,
		       size_t count);

/* Run ARGV in the directory CWD (NULL: here); 0, or its exit status. */
int run_program(const char *const *argv, const char *cwd);
