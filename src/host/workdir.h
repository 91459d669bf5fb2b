/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The work directory: the one place for what a run writes before it is finished.
 *
 * The one law: it goes when the process goes, however that ends.  A second process waits
 * for the end of the first and removes the directory; what even that could not remove
 * (power cut) is told by its lock, which nobody holds, and removed by the next run.
 */
#pragma once

#include "base/pool.h"
#include "host/error.h"

struct workdir;

/*
 * Make the directory ".NAME.drydock" beside DIR/NAME, where the output will be, so that
 * the last step can be a rename(2).  -EBUSY, said, while another run makes the same
 * output.  DIR is absolute.
 *
 * One work directory at a time; from here on SIGINT, SIGTERM and SIGHUP kill the children
 * of host/run.h, remove the directory and end the process.  Errors are said.
 */
int workdir_open_beside(struct pool *pool, const char *dir, const char *name,
			struct workdir **opened, struct host_error *error);

/* The same, in ${TMPDIR:-/var/tmp}, for a run without an output. */
int workdir_open_temporary(struct pool *pool, struct workdir **opened,
			   struct host_error *error);

/* Remove it and all in it.  NULL is allowed. */
void workdir_close(struct workdir *work);

const char *workdir_path(const struct workdir *work);

/* The absolute path of NAME in it, in POOL. */
char *workdir_file(struct pool *pool, const struct workdir *work, const char *name);
