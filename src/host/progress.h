/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * How far something on the host has come, for whoever shows it.
 *
 * The one law: a report costs nothing worth saving; callers may report often.
 */
#pragma once

struct progress {
	/* DONE is 0 to 1, or -1 where nobody knows how much there is; STAGE is static. */
	void (*report)(void *arg, const char *stage, double done);
	void *arg;
};

/* Report to PROGRESS, which may be NULL. */
static inline void progress_report(const struct progress *progress, const char *stage,
				   double done)
{
	if (progress && progress->report)
		progress->report(progress->arg, stage, done);
}
