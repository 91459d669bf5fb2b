/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "app/target.h"

#include <sys/stat.h>

#include "app/command.h"
#include "guest/profile.h"
#include "report/report.h"

static struct profile *profile_of(struct pool *pool, const struct options *options)
{
	struct profile *profile;
	const char *why;

	return profile_load(pool, options->profile, &profile, &why) < 0 ? NULL : profile;
}

void target_warn_size(struct pool *pool, const struct options *options)
{
	const struct profile *profile = profile_of(pool, options);
	struct stat seen;
	uint64_t size;

	if (!profile || !profile->file_max || stat(options->output, &seen) < 0 ||
	    !S_ISREG(seen.st_mode))
		return;
	size = (uint64_t)seen.st_size;
	if (size <= profile->file_max)
		return;
	if (size <= profile->fast_max)
		(void)command_fail(
			0,
			"warning: \"%s\" has %s; %s takes more than %s only by "
			"its way for large files",
			options->output, report_size(pool, size), profile->name,
			report_size(pool, profile->file_max));
	else
		(void)command_fail(
			0, "warning: \"%s\" has %s; %s takes %s at most", options->output,
			report_size(pool, size), profile->name,
			report_size(pool, profile->fast_max ? profile->fast_max
							    : profile->file_max));
}
