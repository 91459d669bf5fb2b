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
	const char *error; /* the last line it said on stderr, "" for none */
};

enum { TOOL_OUT = 8 << 20 };

/* Run ARGV with INPUT on its standard input.  0 with *RESULT, or -errno. */
int tool_run(struct pool *pool, const char *const argv[], struct bytes input,
	     struct tool_result *result);
