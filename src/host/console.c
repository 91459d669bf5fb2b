/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "host/console.h"

#include <string.h>

static void end_line(struct console *console)
{
	size_t len = console->open_len;
	char *kept = console->kept[console->lines % CONSOLE_LINES];

	while (len && console->open[len - 1] == ' ')
		len--;
	console->open_len = 0;
	console->open[len] = 0;
	if (!len)
		return;
	memcpy(kept, console->open, len + 1);
	console->open[0] = 0;
	console->lines++;
	if (console->line_done)
		console->line_done(console->arg, kept);
}

static void add_char(struct console *console, char c)
{
	if (console->open_len == CONSOLE_WIDTH - 1)
		end_line(console);
	console->open[console->open_len++] = c;
	console->open[console->open_len] = 0;
}

static void add_text(struct console *console, unsigned char c)
{
	if (c == 0x1b)
		console->state = CONSOLE_ESC;
	else if (c == '\n' || c == '\r')
		end_line(console);
	else if (c == '\t')
		add_char(console, ' ');
	else if (c == '\b' && console->open_len)
		console->open[--console->open_len] = 0;
	else if (c >= 0xc0)
		/* One mark for the whole UTF-8 character. */
		add_char(console, '?');
	else if (c >= 0x20 && c < 0x7f)
		add_char(console, (char)c);
}

/* A control sequence ends; those that move the cursor part words or lines. */
static void end_sequence(struct console *console, unsigned char last)
{
	console->state = CONSOLE_TEXT;
	if (last == 'H' || last == 'f' || last == 'A' || last == 'B' || last == 'd')
		end_line(console);
	else if (last == 'C' || last == 'G')
		add_char(console, ' ');
}

static void add_byte(struct console *console, unsigned char c)
{
	switch (console->state) {
	case CONSOLE_TEXT:
		add_text(console, c);
		break;
	case CONSOLE_ESC:
		console->state = c == '['                           ? CONSOLE_CSI
				 : c == ']' || c == 'P' || c == '_' ? CONSOLE_OSC
				 : c >= 0x20 && c < 0x30            ? CONSOLE_ESC
								    : CONSOLE_TEXT;
		break;
	case CONSOLE_CSI:
		if (c >= 0x40 && c < 0x7f)
			end_sequence(console, c);
		else if (c < 0x20)
			console->state = CONSOLE_TEXT;
		break;
	case CONSOLE_OSC:
		if (c == 0x1b)
			console->state = CONSOLE_ESC;
		else if (c == 0x07 || c == '\n' || c == '\r')
			console->state = CONSOLE_TEXT;
		break;
	}
}

void console_add(struct console *console, struct bytes printed)
{
	console->received += printed.len;
	for (size_t i = 0; i < printed.len; i++)
		add_byte(console, printed.data[i]);
}

struct strs console_last(const struct console *console, struct pool *pool, size_t count)
{
	struct strs list = { .pool = pool };
	size_t open = console->open_len ? 1 : 0;
	size_t lines = console->lines < CONSOLE_LINES ? console->lines : CONSOLE_LINES;

	if (count < open)
		return list;
	if (lines > count - open)
		lines = count - open;
	for (size_t i = console->lines - lines; i < console->lines; i++)
		strs_add(&list, pool_strdup(pool, console->kept[i % CONSOLE_LINES]));
	if (open)
		strs_add(&list, pool_strdup(pool, console->open));
	return list;
}
