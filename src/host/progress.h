/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * How far something on the host has come, for whoever shows it.
 *
 * The one law: a report costs nothing worth saving; callers may report often.
 */
#pragma once

#include <stdint.h>

struct progress {
	/* DONE is 0 to 1, or -1 where nobody knows how much there is; STAGE is static. */
	void (*report)(void *arg, const char *stage, double done);
	/* The same where it is known in bytes; NULL: report() gets it. */
	void (*bytes)(void *arg, const char *stage, uint64_t done, uint64_t total);
	/* A line for people, before long work; NULL: nobody is told. */
	void (*say)(void *arg, const char *text);
	void *arg;
};

/* Report to PROGRESS, which may be NULL. */
static inline void progress_report(const struct progress *progress, const char *stage,
				   double done)
{
	if (progress && progress->report)
		progress->report(progress->arg, stage, done);
}

/* The same; TOTAL is not 0. */
static inline void progress_report_bytes(const struct progress *progress,
					 const char *stage, uint64_t done, uint64_t total)
{
	if (progress && progress->bytes)
		progress->bytes(progress->arg, stage, done, total);
	else
		progress_report(progress, stage, (double)done / (double)total);
}

static inline void progress_say(const struct progress *progress, const char *text)
{
	if (progress && progress->say)
		progress->say(progress->arg, text);
}
