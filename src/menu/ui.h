/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What the pages of the menu draw with, so that a test can be the operator.
 *
 * The one law: text that is drawn is plain (menu/plain.h): what a disk says reaches no
 * terminal as it is.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>

enum ui_answer { UI_OK, UI_BACK, UI_EXTRA };

struct ui_item {
	const char *tag, *text;
	const char *help; /* of this item, on the last line of the screen; or NULL */
	bool on;          /* of ui->mark() */
};

struct ui_list {
	const char *title, *text; /* the text stands above the items */
	struct ui_item *item;
	size_t count;
	size_t at; /* the item that is chosen: at first, and by the operator */
	const char *ok, *back, *extra; /* what the buttons say; extra: NULL for none */
};

/* A page of text with buttons. */
struct ui_question {
	const char *title, *text;
	const char *yes, *no, *extra; /* no, extra: NULL for none; the first is "no" */
};

struct ui {
	void *arg; /* of all below */
	enum ui_answer (*choose)(void *arg, struct ui_list *list);
	enum ui_answer (*mark)(void *arg, struct ui_list *list);
	enum ui_answer (*ask)(void *arg, const struct ui_question *question);
	/* A text of any length, to be scrolled. */
	void (*show)(void *arg, const char *title, const char *text);
	/* A line to be changed, in LINE of ROOM bytes, ended by NUL. */
	enum ui_answer (*line)(void *arg, const char *title, const char *text, char *line,
			       size_t room);
	/* A line that is not shown, into LINE of ROOM bytes, ended by NUL. */
	enum ui_answer (*secret)(void *arg, const char *title, const char *text,
				 char *line, size_t room);
	/* A bar at DONE, from 0 to 1, until gauge_end(). */
	void (*gauge)(void *arg, const char *title, const char *text, double done);
	void (*gauge_end)(void *arg);
	/* Wait so long; whether the operator pressed Esc meanwhile. */
	bool (*wait)(void *arg, int milliseconds);
	/* The terminal is another program's until resume(). */
	void (*suspend)(void *arg);
	void (*resume)(void *arg);
};

/* The screen of this process by libdialog, in colour where the terminal has it. */
const struct ui *ui_open(const char *title, bool is_serial);
void ui_close(void);
