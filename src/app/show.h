/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What a person sees while and after a command runs.
 *
 * The one law: progress goes to stderr and only to a terminal; what a program would read
 * goes to stdout and holds no escape sequence unless stdout is a terminal.
 */
#pragma once

#include <jansson.h>

#include "app/options.h"
#include "report/text.h"

/*
 * In the environment, the number of a descriptor that gets a line "0.300 check" for each
 * step instead: the menu's, which draws a bar of its own.
 */
#define SHOW_PROGRESS_FD "DRYDOCK_PROGRESS_FD"

/* Redraw the progress line; nothing is drawn in the first two seconds. */
void show_progress(const char *stage, double done);

/* The same with FIGURES behind it, which may be empty. */
void show_progress_with(const char *stage, double done, const char *figures);

/* Take the progress line away again. */
void show_progress_end(void);

/* Put the images that OPTIONS name into the report. */
void show_set_images(json_t *report, const struct options *options);

/* How text is laid out on stdout. */
struct report_style show_style(void);

enum show_as { SHOW_TEXT, SHOW_JSON };

/* Print the report on stdout. */
void show_report(const json_t *report, enum show_as as);

/* Print the object as JSON on stdout. */
void show_json(const json_t *object);

/*
 * Write the report into the files that OPTIONS name, as HTML and as JUnit XML; STATUS, or
 * that of a failure, which is said and leaves no file behind.
 */
int show_files(const json_t *report, const struct options *options, int status);
