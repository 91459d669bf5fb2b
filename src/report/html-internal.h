/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What the parts of html.h share.
 *
 * The one law: text goes out through html_text() or html_element(); markup and class
 * names are constants of this program.
 */
#pragma once

#include <stdbool.h>
#include <stdio.h>

#include <jansson.h>

#include "base/pool.h"

struct html {
	FILE *file;
	struct pool *pool;
};

extern const char html_style[]; /* the style sheet */

/* Constant MARKUP as it is. */
void html_raw(struct html *html, const char *markup);

/* TEXT on one line, cleaned and escaped. */
void html_text(struct html *html, const char *text);

/* <TAG class="CLASS">TEXT</TAG>, nothing where TEXT is empty; CLASS may be NULL. */
void html_element(struct html *html, const char *tag, const char *class,
		  const char *text);

/* TEXT as a cell of a table, which may be empty. */
void html_cell(struct html *html, const char *text);

/* TEXT, of several lines, coloured as a diff where it is one. */
void html_diff(struct html *html, const char *text);

/* A line on how many more there were; NAME is the number of those left out of a list. */
void html_omitted(struct html *html, const json_t *object, const char *name);

/* The class and the word of a STATE of trace.schema.json; never NULL. */
const char *html_state_class(const char *state);
const char *html_state_word(const char *state);

/* "/etc/fstab:2", "disk0 at 512" */
const char *html_where(struct pool *pool, const json_t *object, const char *name);

/* One line of boxes, a box for each stage. */
void html_strip(struct html *html, const json_t *trace);

/* A card for each stage, with its evidence; then the menu entries. */
void html_chain(struct html *html, const json_t *trace);
void html_entries(struct html *html, const json_t *trace);

/* Does it boot, can it be reached, will it be taken: of a check or a fix. */
void html_answers(struct html *html, const json_t *report);

/* Whether all of these are answered with yes. */
bool html_all_yes(struct pool *pool, const json_t *report);

/* Findings, what could not be looked at, what a fix changed, disks and volumes. */
void html_findings(struct html *html, const json_t *report);
void html_changes(struct html *html, const json_t *report);
void html_volumes(struct html *html, const json_t *report);
void html_network(struct html *html, const json_t *report);
void html_proof(struct html *html, const json_t *proof);
