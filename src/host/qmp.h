/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * QEMU's machine protocol: one command, one answer; events are counted on the way.
 *
 * The one law: no command waits longer than QMP_PATIENCE.
 *
 * Format: QEMU, docs/interop/qmp-spec.txt.
 */
#pragma once

#include <jansson.h>

#include "host/channel.h"

enum { QMP_PATIENCE = 60000 }; /* milliseconds */

struct qmp {
	struct channel *channel;
	unsigned resets; /* RESET events the guest caused */
	enum { QMP_RUNS, QMP_SHUT_DOWN } power;
};

/* Greet QEMU on FD, which the caller keeps.  0, or -errno as below. */
int qmp_open(struct qmp *qmp, int fd);
void qmp_close(struct qmp *qmp);

/*
 * Run COMMAND with ARGUMENTS (the reference is taken; may be NULL).  *ANSWER, where it is
 * wanted, is the caller's to json_decref().  0, -EIO where QEMU refuses the command,
 * -ETIMEDOUT, -EPIPE where QEMU is gone.
 */
int qmp_call(struct qmp *qmp, const char *command, json_t *arguments, json_t **answer);

/* The text a monitor command prints, in POOL; NULL where it fails. */
const char *qmp_monitor(struct qmp *qmp, struct pool *pool, const char *line);

/* Take in the events that are there. */
void qmp_listen(struct qmp *qmp);
