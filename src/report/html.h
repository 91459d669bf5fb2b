/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A report as one HTML file: verdict, boot chain, findings, diffs.
 *
 * The one law: the file is whole by itself (no script, no network), and whatever the
 * report holds, its texts stay texts: each is cleaned and escaped on its way out.
 */
#pragma once

#include <stdio.h>

#include <jansson.h>

void report_html(FILE *file, const json_t *report);
