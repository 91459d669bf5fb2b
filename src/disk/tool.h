/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Running one of the appliance's own programs (lvm, mdadm, cryptsetup).
 *
 * The one law: by its absolute path and an argument vector, never through a shell; what
 * it prints is bounded, and what it is fed is in no argument and no file.
 */
#pragma once

#include "base/bytes.h"

struct tool_result {
	int status;        /* its exit status; 128 + the signal that ended it */
	struct bytes out;  /* of the pool, at most TOOL_OUT bytes */
	struct bytes err;  /* the same of stderr */
	const char *error; /* the last line it said on stderr, "" for none */
};

enum { TOOL_OUT = 8 << 20, TOOL_SECONDS = 1200 };

/* What a program may take before it is killed. */
struct tool_limit {
	unsigned seconds;
	size_t out; /* bytes it prints; 0: any number, of which TOOL_OUT are kept */
};

/*
 * Run ARGV with INPUT on its standard input, for TOOL_SECONDS at most.  0 with *RESULT,
 * or -errno.
 */
int tool_run(struct pool *pool, const char *const argv[], struct bytes input,
	     struct tool_result *result);

/* The same without input and with a LIMIT; a program that was killed has status 137. */
int tool_run_limited(struct pool *pool, const char *const argv[], struct tool_limit limit,
		     struct tool_result *result);
