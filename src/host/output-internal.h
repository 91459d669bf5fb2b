/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Between the files of output.h. */
#pragma once

#include "host/output.h"

/* What goes with the output FILE, wherever that lies; NULL: nothing. */
char *output_beside(struct pool *pool, const struct output *output, const char *file);

/* Where what JOB makes lies in WORK before it gets its name. */
char *output_in_work(struct pool *pool, const struct workdir *work,
		     const struct output_job *job);

/*
 * Write the disk of JOB to the file TO, which is not there yet, and what lies beside it
 * under that name; read it back and compare it with the disk.  Errors are said.
 */
int output_make(struct pool *pool, const struct output_job *job,
		const struct workdir *work, const char *to,
		const struct progress *progress, struct host_error *error);

/* Write it to where the output streams; nobody reads that back. */
int output_stream(struct pool *pool, const struct output_job *job,
		  const struct workdir *work, const struct progress *progress,
		  struct host_error *error);

/*
 * Give all that was made its own name, and what goes with it: block maps, manifests,
 * signatures.  Where one cannot have it, those before it are as they were; said.
 */
int output_publish(struct pool *pool, const struct output_job *job, size_t count,
		   const struct workdir *work, struct host_error *error);
