/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The boot chain in a report: JSON (trace.schema.json), and what it comes to.
 *
 * The one law: behind the first broken link nothing is claimed: those links are
 * "not-reached", whatever was seen of them.
 */
#pragma once

#include <stdio.h>

#include <jansson.h>

#include "engine/trace.h"
#include "report/text.h"

enum { TRACE_ENTRIES_MAX = 128 }; /* in a report; the others are counted */

/* TRACE, judged, as an object; the caller owns it. */
json_t *trace_json(struct pool *pool, const struct trace *trace);

/* The links that a start passes, in its order: those of all entries and of the main one.
 * Pointers into REPORT's object TRACE; ended by NULL. */
const json_t **trace_chain(struct pool *pool, const json_t *trace);

/* The name of a stage for people: "Boot code". */
const char *trace_title(const char *stage);

/* Whether a fault says what is broken, and better than the link's own text. */
bool trace_is_explained(const json_t *link);

/* Whether no fault says the link's value again. */
bool trace_needs_value(const json_t *link);

/* The exit status and the last line of a report with a trace. */
int trace_status(const json_t *report);
char *trace_verdict(struct pool *pool, const json_t *report);

/* The chain as text: a line or two for each link, then the entries. */
void report_trace_text(FILE *file, const json_t *report,
		       const struct report_style *style);
