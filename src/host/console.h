/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What a machine prints on a serial line, made lines of plain text: escape sequences and
 * control characters are taken out, the last lines are kept.
 *
 * The one law: it is bounded, whatever is printed; every kept line is printable ASCII.
 */
#pragma once

#include <stdint.h>

#include "base/bytes.h"
#include "base/strs.h"

#define CONSOLE_LINES 48
#define CONSOLE_WIDTH 256

struct console {
	/* Set by the owner, or NULL: called with each line when it is complete. */
	void (*line_done)(void *arg, const char *line);
	void *arg;

	uint64_t received;        /* bytes in all */
	char open[CONSOLE_WIDTH]; /* the line being printed: a prompt, perhaps */
	size_t open_len;
	char kept[CONSOLE_LINES][CONSOLE_WIDTH];
	unsigned lines; /* complete ones in all; the last CONSOLE_LINES are kept */
	enum { CONSOLE_TEXT, CONSOLE_ESC, CONSOLE_CSI, CONSOLE_OSC } state;
};

/* Take in what was printed; see console_codes(4) for the sequences taken out. */
void console_add(struct console *console, struct bytes printed);

/* At most COUNT last lines, the open one included, oldest first, empty ones left out. */
struct strs console_last(const struct console *console, struct pool *pool, size_t count);
