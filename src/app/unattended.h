/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * "drydock unattended": the appliance does what its kernel's command line or QEMU's
 * fw_cfg says, tells the result to machines, and ends as it was told to.
 *
 * The one law: whatever comes in between, there is a result, and it says what was done to
 * which disk.
 */
#pragma once

#include <jansson.h>

#include "base/pool.h"

/* A virtio-serial port of this name gets the result, with the whole report. */
#define UNATTENDED_PORT "drydock.result"

/*
 * Tell RESULT, an object, as one line: to the serial lines that are consoles and the
 * first serial line in any case, in ASCII and without "report"; to the port with it.  On
 * a screen SHOWN stands instead.  What does not take it is passed over.
 */
void unattended_tell(struct pool *pool, const json_t *result, const char *shown);

/*
 * Under QEMU with the device isa-debug-exit at its default port this ends QEMU, with
 * status 2 * STATUS + 1; else it returns.
 */
void unattended_exit(int status);
