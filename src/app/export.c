/* SPDX-License-Identifier: GPL-2.0-or-later */
/* "drydock export": the image as it is, in the format that a cloud takes. */
#include "app/command.h"

#include <stdio.h>

#include "app/session.h"
#include "app/show.h"
#include "app/target.h"

/*
 * What nothing uses is given back to the layers, so that it is not stored.  That needs
 * the appliance, but an export does not: without it all is stored.
 */
static void discard(struct session *session)
{
	if (!session->options->whole && session_run(session, "discard"))
		(void)command_fail(0, "warning: free space is stored too");
}

/* What is on the disk is not changed, and only what is used is taken. */
static int export_main(struct pool *pool, int argc, char **argv)
{
	struct options options;
	struct session session;
	int status = options_parse(pool, argc, argv,
				   OPTIONS_IMAGE | OPTIONS_TARGET | OPTIONS_OUTPUT |
					   OPTIONS_WHOLE,
				   &options);

	if (status)
		return status;
	if (!options.output)
		return command_fail(STATUS_USAGE, "export: say where to with -o OUT");
	target_warn_format(pool, &options);
	status = session_begin(&session, pool, &options);
	if (status == 0) {
		discard(&session);
		status = session_take(&session);
	}
	session_end(&session);
	if (status == 0)
		target_warn_size(pool, &options);
	return status;
}

const struct command command_export = {
	.name = "export",
	.usage = "IMAGE... -o OUT [--for PROFILE] [--format FORMAT]\n"
		 "        [--compress zstd|zlib] [--whole] [--force]",
	.help = "write it as it is in the format that the target takes, and read it back",
	.run = export_main,
};
