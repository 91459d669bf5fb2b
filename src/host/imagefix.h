/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A verified layer written into the image itself, with an undo file beside it.
 *
 * The one law: before the first byte of an image changes, the undo file is whole and on
 * stable storage; and nothing is overwritten that is neither as before nor as after.
 */
#pragma once

#include "host/output.h"

enum imagefix {
	IMAGEFIX_UNDO,   /* all as before */
	IMAGEFIX_FINISH, /* all as after */
	IMAGEFIX_COMMIT, /* as after already: the undo file goes */
};

/*
 * Whether SOURCE can be written by itself: -EOPNOTSUPP, said, where it is packed, or of a
 * format that is only written from its beginning to its end.
 */
int imagefix_can(const struct source *source, struct host_error *error);

/* -EEXIST and the like, said, where UNDO cannot become an undo file. */
int imagefix_plan(struct pool *pool, const char *undo, struct host_error *error);

/*
 * Write what differs between COUNT sources and their overlays into the sources, and keep
 * both in the file UNDO (NULL: keep nothing), which must not be there.  *BYTES that
 * changed.  -ENOSPC where there is no room for UNDO: then nothing was changed, and it is
 * gone again.
 */
int imagefix_write(struct pool *pool, const struct output_job *job, size_t count,
		   const char *undo, const struct workdir *work, uint64_t *bytes,
		   struct host_error *error);

/* Do WHAT to COUNT sources by the file UNDO. -ESTALE, said, where they were changed
 * since. */
int imagefix_again(struct pool *pool, const struct output_job *job, size_t count,
		   const char *undo, enum imagefix what, const struct workdir *work,
		   struct host_error *error);
