/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A command of drydock, run by the menu as a process of its own: what goes wrong in it,
 * on whatever a disk holds, does not end the menu.
 *
 * The one law: a command that writes is not ended from here; one that only looks is.
 */
#pragma once

#include <jansson.h>
#include <stdbool.h>

#include "base/bytes.h"

struct work {
	const char *const *arguments; /* "check", "--json", …; ends with NULL */
	struct bytes input;           /* for its standard input */
	bool writes;
	/* Called five times a second; true: the operator has had enough. */
	bool (*progress)(void *arg, const char *stage, double done);
	void *arg;
};

struct work_result {
	int status; /* of the command; -1: it was ended by a signal */
	bool cancelled;
	json_t *report; /* its standard output, where that is JSON; or NULL */
	char *output;   /* its standard output, bounded */
	char *said;     /* its standard error, without "drydock: ", bounded */
};

/* Run it and wait for its end.  The caller owns result->report. */
void work_run(struct pool *pool, const struct work *work, struct work_result *result);
