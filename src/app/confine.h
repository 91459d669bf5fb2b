/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Little is left to a process that reads what a hostile disk holds.
 *
 * The one law: what it may still do is a list; all else is refused by the kernel, for
 * good.
 */
#pragma once

#include <jansson.h>

#include "base/pool.h"

/*
 * From now on this process reads files, writes what is open already (64 MiB of it at
 * most), and ends.  It starts no program and no process, has no socket, no capability but
 * CAP_DAC_READ_SEARCH (where it had that), and where the kernel has Landlock it makes,
 * changes and removes no file.  0, or -errno: then some of it does not hold, and nothing
 * hostile is to be read.
 */
int confine(void);

/*
 * Run WORK(ARG), which reads what may be hostile and prints a JSON value on standard
 * output, in a process of its own that is confined.  0 with *VALUE, which is the
 * caller's; else the exit status, with one line in *WHY.
 */
int confined(struct pool *pool, int (*work)(void *), void *arg, json_t **value,
	     const char **why);
