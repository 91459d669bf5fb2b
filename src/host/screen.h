/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The VGA text screen as lines, from what QEMU's monitor prints of its memory.
 *
 * The one law: a screen in a graphics mode has no text; it is never guessed.
 */
#pragma once

#include "base/strs.h"

/*
 * The command for QMP's human-monitor-command: 80 by 25 cells of character and attribute
 * at b8000 (IBM VGA, text modes 2, 3 and 7).
 */
#define SCREEN_COMMAND "xp /1000xw 0xb8000"

/*
 * The rows of DUMP, the answer to that command, without blanks at their ends; those that
 * are empty are left out.  No row where it is not text.
 */
struct strs screen_rows(struct pool *pool, const char *dump);
