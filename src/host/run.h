/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Run another program by its argument vector and wait for it.
 *
 * The one law: there is no shell, and the program does not outlive us: it is killed when
 * this process dies (prctl(2), PR_SET_PDEATHSIG) or gets a fatal signal.
 */
#pragma once

#include <stddef.h>
#include <sys/types.h>

#include "base/pool.h"
#include "host/error.h"

/* What became of a program; the texts are of the pool, cut at RUN_KEPT bytes. */
struct run_result {
	int status; /* its exit status, or 128 + the signal that ended it */
	char *out, *err;
};

enum { RUN_KEPT = 1 << 20 };

/* Takes standard output as it comes; anything but 0 ends the program and the run. */
typedef int run_sink(void *arg, const char *data, size_t len);

/*
 * Run ARGV (argv[0] is looked up in PATH) with no standard input and messages in English
 * (LC_ALL=C).  SINK may be NULL.  0 with RESULT set whatever its status, -ENOPKG with the
 * name of the missing package said, what SINK returned, or -errno.
 */
int run_program(struct pool *pool, const char *const argv[], run_sink *sink, void *arg,
		struct run_result *result, struct host_error *error);

/* As run_program(), where a status other than 0 is an error too (-EIO, last line said).
 */
int run_checked(struct pool *pool, const char *const argv[], run_sink *sink, void *arg,
		struct host_error *error);

/* The last line of TEXT that is not empty, in POOL, without "PROGRAM: " in front. */
char *run_last_line(struct pool *pool, const char *text);

/* Register a child to be killed by run_kill_children(); run_program() does it itself. */
void run_child_add(pid_t pid);
void run_child_remove(pid_t pid);

/* SIGKILL to every registered child.  Async-signal-safe. */
void run_kill_children(void);
