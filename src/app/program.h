/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * curl, and drydock itself, run by drydock: where each one's words go.
 *
 * The one law: curl, which hears what a stranger says, is nobody and can become nobody
 * else; and none of them outlives this process.
 */
#pragma once

#include <sys/types.h>

#include "base/strs.h"

/* What runs, and where it writes what it has to say: files in memory. */
struct program {
	pid_t pid;
	int out, err;
	int status; /* after program_await(): its exit status; 128: a signal ended it */
};

/*
 * Start WORDS, which end with NULL: "curl", or anything else for drydock itself.  IN and
 * OUT: -1 is nothing to read, and a file in memory.  KEPT stays open in it; -1: nothing
 * does.  DEATH: the signal that it gets when this process ends.  0 or -errno.
 */
int program_begin(struct program *program, const struct strs *words, int in, int out,
		  int kept, int death);

/* Wait for its end. */
void program_await(struct program *program);

/* What is in FD, one of program->out and program->err, as a text of POOL; bounded. */
char *program_text(struct pool *pool, int fd);
