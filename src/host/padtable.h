/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The partition table of a disk that was padded with zeros.
 *
 * The one law: only what the padding made wrong is put right, on the layer: the backup
 * GPT goes from the old end of the disk to the new one.
 */
#pragma once

#include "host/output.h"

/*
 * Move the backup GPT of the disk of JOB, which has an overlay, to its end.  *MOVED is
 * whether there was one to move; *WHY says why it stays where it is, or is NULL.  Errors
 * are said.
 */
int padtable_move(struct pool *pool, const struct output_job *job,
		  const struct workdir *work, bool *moved, const char **why,
		  struct host_error *error);
