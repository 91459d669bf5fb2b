/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * One QEMU process: its command line, the lines that lead into it, its end.
 *
 * The one law: it never outlives this process, and is reached by nobody else; all that is
 * said to it goes through socket pairs, none of which has a name.
 */
#pragma once

#include <stddef.h>

#include "base/pool.h"
#include "base/strs.h"
#include "host/accel.h"
#include "host/error.h"

#define QEMU_LINES 8

struct qemu {
	struct pool *pool;
	struct strs args;
	struct {
		int ours, theirs;
	} line[QEMU_LINES];
	size_t lines;
	enum { QEMU_QUIET, QEMU_ON_TERMINAL } console;

	int pid;         /* 0: does not run */
	int status;      /* of waitpid(2), once it is gone */
	int errors;      /* what it prints on stderr */
	char said[4096]; /* the same, its beginning */
	size_t said_len;
	double started; /* clock_now() */
};

/*
 * A command line with what every machine of ours has: no defaults, no configuration of
 * the user, no display, a seccomp sandbox, MACHINE, ACCEL.
 */
void qemu_init(struct qemu *qemu, struct pool *pool, const char *machine,
	       enum accel accel);

/* Add OPTION and, unless FORMAT is NULL, its argument. */
void qemu_arg(struct qemu *qemu, const char *option, const char *format, ...)
	__attribute__((format(printf, 3, 4)));

/*
 * Add a chardev ID that is one end of a socket pair; *FD is the other one, non-blocking,
 * and closed by qemu_end().
 */
int qemu_line(struct qemu *qemu, const char *id, int *fd, struct host_error *error);

/* TEXT with each comma doubled, as QEMU wants values of key=value lists (qemu(1)). */
const char *qemu_quote(struct pool *pool, const char *text);

/*
 * Run it: $DRYDOCK_QEMU, else qemu-system-x86_64 of PATH.  -ENOPKG with an error that
 * names the package where it is not there.
 */
int qemu_spawn(struct qemu *qemu, struct host_error *error);

/*
 * Take what QEMU said on stderr; QEMU->errors polls readable.  Returns 1 when QEMU is
 * gone, else 0.
 */
int qemu_listen(struct qemu *qemu);

/* Wait at most TIMEOUT_MS for its end; 1 when it is gone. */
int qemu_wait(struct qemu *qemu, int timeout_ms);

/* What QEMU complained of in one line; "" for nothing. */
const char *qemu_complaint(struct qemu *qemu);

/* Ask it to end in good order (it flushes its disks). */
void qemu_terminate(struct qemu *qemu);

/* Kill it where it still runs, reap it and close the lines. */
void qemu_end(struct qemu *qemu);
