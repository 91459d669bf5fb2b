/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A part of the work in a process of its own, and what it said.
 *
 * The one law: what the child printed is kept in memory, bounded where it is read, and
 * clean when it is given on.
 */
#pragma once

#include <jansson.h>
#include <sys/types.h>

#include "base/pool.h"

struct child {
	int out, err; /* what it wrote there: memory, owned by this struct */
	int status;   /* its exit status; 4 where a signal ended it */
};

/* Files in memory for what a child will write.  0 or -errno. */
int child_begin(struct child *child);

/*
 * Run WORK(ARG) in a process of its own, with no input, and wait for it; what WORK
 * returns is its exit status.  0, or -errno where there is no process to be had.
 */
int child_run(struct child *child, int (*work)(void *), void *arg);

/* The JSON value it wrote on standard output, or NULL. */
json_t *child_json(struct child *child);

/* What it wrote on standard output, 64 KiB at most, in POOL. */
char *child_text(struct pool *pool, struct child *child);

/* What it said on stderr, on one line, without "drydock: "; NULL: nothing. */
const char *child_messages(struct pool *pool, struct child *child);

void child_end(struct child *child);
