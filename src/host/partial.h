/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * An output that was left unfinished: OUT.partial, and beside it OUT.partial.json, which
 * says what it is made of and how much of it is on the disk.
 *
 * The one law: it is gone on with only where its source is the same to the last change,
 * and what comes of it is compared with the source like any other output.
 */
#pragma once

#include "export/raw.h"
#include "host/output.h"

struct partial {
	struct pool *pool;
	const struct output_job *job;
	const struct workdir *work;
	const char *fresh; /* where a new file is until it is worth keeping */
	const char *path, *note;
	const char *file;      /* where it is now: FRESH or PATH */
	bool keeps;            /* PATH is ours to have */
	char *identity;        /* of its source */
	int fd;                /* the caller's to close() */
	uint64_t start, noted; /* where to go on; what the note says */
	struct raw_mark mark;  /* for raw_write_from() */
};

/*
 * Open what an earlier run of JOB left, at its place to go on, or the new file FRESH.
 * What cannot be gone on with is removed, and that is told to PROGRESS.  0 or -errno.
 */
int partial_open(struct pool *pool, struct partial *partial, const struct output_job *job,
		 const struct workdir *work, const char *fresh,
		 const struct progress *progress);

/* It is complete: let it be FRESH again.  Or it is of no use: remove it. */
int partial_finish(struct partial *partial);
void partial_remove(struct partial *partial);
