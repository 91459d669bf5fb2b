/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * How fast something that is counted in bytes goes on, and when it will be done.
 *
 * The one law: people see it on a terminal only; programs get a JSON object a line, on
 * standard error, because they asked for it.
 */
#pragma once

#include <stddef.h>
#include <stdint.h>

/* From here on the figures are events for a program: at most one a second, and the last.
 */
void meter_events(void);

/* DONE of TOTAL bytes of STAGE; what is not later than before is a new stage. */
void meter_show(const char *stage, uint64_t done, uint64_t total);

/* "1.5 of 12.0 GiB, 310 MiB/s, 0:34 left" into TEXT. */
void meter_text(char *text, size_t room, uint64_t done, uint64_t total, double seconds);
