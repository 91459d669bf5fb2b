/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * qemu-img, asked about images.
 *
 * The one law: it is never told to go on without locks (-U), so that an image a running
 * VM writes to is an error and not a torn copy.
 */
#pragma once

#include "host/blockspec.h"
#include "host/progress.h"

/* The size of the disk in bytes; -EBUSY, said, where another process writes to it. */
int imagetool_size(struct pool *pool, const struct image *image, const char *shown,
		   uint64_t *size, struct host_error *error);

/*
 * How many bytes a qcow2 of the disk SPEC has at most, nothing of it being compressed
 * ("qemu-img measure").  Takes the caller's reference to SPEC.
 */
int imagetool_measure(struct pool *pool, json_t *spec, const char *shown, uint64_t *size,
		      struct host_error *error);

/*
 * That the tables of IMAGE are whole: -ENODATA truncated, -EBADMSG damaged, said.  Leaks,
 * and formats that cannot be checked, are good.
 */
int imagetool_check(struct pool *pool, const struct image *image, const char *shown,
		    struct host_error *error);

/* The same of the single file PATH. */
int imagetool_check_file(struct pool *pool, const char *path, const char *driver,
			 struct host_error *error);

/*
 * Run qemu-img with ARGV, reporting its "-p" figures as STAGE.  0, or -errno with ERROR
 * said: -ENOSPC where the disk is full, else -EIO with the last line it printed.
 */
int imagetool_run(struct pool *pool, const char *const argv[], const char *stage,
		  const struct progress *progress, struct host_error *error);
