/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The manifest of an output: what it is, for who receives it (manifest.schema.json).
 *
 * The one law: it tells what was measured of the file as it is on the disk, and of the
 * disk that the file was compared with.
 */
#pragma once

#include "host/output.h"

/* What the manifest of the output PATH is called. */
char *manifest_path(struct pool *pool, const char *path);

/*
 * Add to what JOB knows what is measured of the file MADE, which is complete, and write
 * it beside MADE, synced.  Errors are said.
 */
int manifest_write(struct pool *pool, const struct output_job *job,
		   const struct workdir *work, const char *made,
		   const struct progress *progress, struct host_error *error);
