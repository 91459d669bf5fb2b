/* SPDX-License-Identifier: GPL-2.0-or-later */
/* How one image is made, for host/output.c, which gives it its name. */
#pragma once

#include "host/output.h"

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
