/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Keys that are read from the terminal as they come, and not by libdialog: it and curses
 * keep copies of what is typed, which they free as they are.
 *
 * The one law: what was typed in secret is in the line it was asked for, and nowhere
 * else.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>

/* Between the bytes of one key, which a serial line may delay. */
enum { KEYS_ESC_MS = 250 };

/* A line up to Enter, into LINE of ROOM bytes, ended by NUL; false, and no line, at Esc.
 */
bool keys_secret(char *line, size_t room);

/* Wait so long; whether Esc was pressed meanwhile. */
bool keys_esc(int milliseconds);
