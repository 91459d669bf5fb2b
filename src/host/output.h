/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The image that a run makes.
 *
 * The one law: OUT is there only when it is complete, on the disk, and read back equal to
 * what it was made of.
 */
#pragma once

#include "host/source.h"

enum replace {
	REPLACE_NEVER, /* an existing OUT is an error */
	REPLACE_FILE,  /* a regular file may be replaced */
};

struct output {
	const char *path;    /* absolute */
	const char *dir;     /* its directory, resolved; for workdir_open_beside() */
	const char *name;    /* its last part */
	const char *driver;  /* QEMU's */
	const char *options; /* for "qemu-img convert -o", or NULL */
	enum replace replace;
};

/*
 * Look at the request "-o PATH --format FORMAT" (NULL: qcow2) before any work: -EINVAL
 * unknown format, -EEXIST, -EISDIR, -ENOENT no such directory; said.
 */
int output_plan(struct pool *pool, const char *path, const char *format,
		enum replace replace, struct output *output, struct host_error *error);

/* -EINVAL, said, where OUTPUT is a file that SOURCE is read from. */
int output_check_source(const struct output *output, const struct source *source,
			struct host_error *error);

/*
 * Write the disk seen through OVERLAY (NULL: SOURCE alone) to OUTPUT: converted into
 * WORK, checked, compared with what it was made of, synced, renamed.  Discarded clusters
 * are not stored.  WORK must be beside OUTPUT.  -ESTALE where SOURCE changed meanwhile.
 */
int output_write(struct pool *pool, const struct output *output,
		 const struct workdir *work, const struct source *source,
		 const char *overlay, const struct progress *progress,
		 struct host_error *error);
