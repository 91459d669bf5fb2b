/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The console that a menu runs on: the screen of the machine, or a serial line.
 *
 * The one law: of what hangs on a serial line nothing is known but that it is a VT220 of
 * 80 columns and 24 lines; more is used where the operator says so.
 */
#pragma once

#include <stdbool.h>

struct console {
	char name[64]; /* for people: "the screen (tty1)" */
	bool is_serial;
};

/*
 * The console on standard input.  Sets the environment's TERM for it, unless it is set to
 * more than init knows, and keeps the kernel's messages off the pages: dmesg has them.
 */
struct console console_take(void);

/* Whether pages are drawn in colour; the other way from now on, for a new program. */
bool console_has_colour(void);
void console_toggle_colour(const struct console *console);
