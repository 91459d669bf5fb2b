/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "host/screen.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

enum { COLUMNS = 80, ROWS = 25, CELLS = COLUMNS * ROWS };

/* The cells of the dump; returns how many there are. */
static size_t read_cells(const char *dump, unsigned short *cell)
{
	size_t count = 0;

	/* "00000000000b8000: 0x07200720 ..." : two cells a word, the lower one first. */
	for (const char *at = strstr(dump, " 0x"); at; at = strstr(at + 3, " 0x")) {
		unsigned long word = strtoul(at + 3, NULL, 16);

		if (count + 2 > CELLS)
			break;
		cell[count++] = (unsigned short)word;
		cell[count++] = (unsigned short)(word >> 16);
	}
	return count;
}

/* A frame of a menu (code page 437), shown as '|' or '-'; 0 for what is no text. */
static char shown(unsigned char c)
{
	if (c == 0)
		return ' ';
	if (c >= 0x20 && c < 0x7f)
		return (char)c;
	if (c == 0xb3 || c == 0xba)
		return '|';
	if (c >= 0xb0 && c <= 0xdf)
		return '-';
	return 0;
}

/* Blink and sixteen colours are possible; a picture has far more values than a text. */
static bool is_text(const unsigned short *cell)
{
	unsigned strange = 0, invisible = 0;

	for (size_t i = 0; i < CELLS; i++) {
		if (!shown((unsigned char)cell[i]))
			strange++;
		if (cell[i] >> 8 == 0 && (unsigned char)cell[i] > ' ')
			invisible++;
	}
	return strange < CELLS / 50 && invisible < CELLS / 50;
}

struct strs screen_rows(struct pool *pool, const char *dump)
{
	struct strs rows = { .pool = pool };
	unsigned short cell[CELLS];

	if (read_cells(dump, cell) != CELLS || !is_text(cell))
		return rows;
	for (size_t y = 0; y < ROWS; y++) {
		char row[COLUMNS + 1] = "";
		size_t len = 0;

		for (size_t x = 0; x < COLUMNS; x++) {
			char c = shown((unsigned char)cell[y * COLUMNS + x]);

			row[x] = c ? c : '?';
			if (row[x] != ' ')
				len = x + 1;
		}
		row[len] = 0;
		if (len)
			strs_add(&rows, pool_strdup(pool, row));
	}
	return rows;
}
