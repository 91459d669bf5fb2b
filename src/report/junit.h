/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A report as JUnit XML, for pipelines: each rule is a test case.
 *
 * The one law: what could not be looked at is an error, never a pass.  A finding that is
 * left is a failure; a note, and what was repaired, is output of a case that passed.
 */
#pragma once

#include <stdio.h>

#include <jansson.h>

/*
 * Write it.  One more case, "result", is an error where the command failed (exit status 4
 * or 5) for reasons that no rule knows.
 */
void report_junit(FILE *file, const json_t *report);
