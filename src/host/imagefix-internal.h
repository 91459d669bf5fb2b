/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What imagefix.c and imagefix-collect.c share. */
#pragma once

#include "format/undofile.h"
#include "host/imagefix.h"

/* The name of disk NUMBER in an undo file, in POOL. */
const char *imagefix_disk_name(struct pool *pool, size_t number);

/* Open the directory of the file PATH; a descriptor or -errno. */
int imagefix_directory(struct pool *pool, const char *path);

/* -EOPNOTSUPP, said, where QEMU writes the format of SOURCE only as a whole. */
int imagefix_format(const struct source *source, struct host_error *error);

/*
 * Add to LOG, of the disk NUMBER, each range of blocks in which the overlay of JOB
 * differs from its source.
 */
int imagefix_collect(struct pool *pool, const struct output_job *job, size_t number,
		     const struct workdir *work, struct undo_log *log,
		     struct host_error *error);
