/* SPDX-License-Identifier: GPL-2.0-or-later */
/* "drydock trace": the boot chain, link by link, up to the first that is broken. */
#include "app/command.h"

#include "app/look.h"

static int trace_main(struct pool *pool, int argc, char **argv)
{
	/* All rules look: a link that was not asked about would seem to hold. */
	return look_main(pool, argc, argv,
			 OPTIONS_IMAGE | OPTIONS_SYSTEM | OPTIONS_REPORT |
				 OPTIONS_TIMINGS | OPTIONS_HTML | OPTIONS_HERE);
}

const struct command command_trace = {
	.name = "trace",
	.usage = "IMAGE...|DIRECTORY|--here [DISK...] [--for PROFILE] [--root PART] "
		 "[--json] [--html FILE] [--timings] [--input-format F] [--memory MIB] "
		 "[--key-file FILE | --passphrase-stdin]",
	.help = "walk the boot chain from the firmware to the login; say which link is "
		"broken",
	.run = trace_main,
};
