/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A report as text for people.
 *
 * The one law: the report may be damaged or hostile; whatever is in it, no control
 * character reaches the terminal, and a missing member is shown as nothing.
 */
#pragma once

#include <stdio.h>

#include <jansson.h>

enum report_colour { REPORT_PLAIN, REPORT_COLOURED };

struct report_style {
	enum report_colour colour;
	unsigned width; /* columns; 0: a finding is one line, however long */
};

/* The system, a line for each finding, what could not be looked at, the verdict. */
void report_text(FILE *file, const json_t *report, const struct report_style *style);

/*
 * What a dry run shows: a diff of each file and each block range, without the findings,
 * and an empty line.  Nothing where nothing would change.
 */
void report_changes_text(FILE *file, const json_t *report,
			 const struct report_style *style);

/* The phases and their seconds, where the report has them. */
void report_timings_text(FILE *file, const json_t *report,
			 const struct report_style *style);
