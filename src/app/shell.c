/* SPDX-License-Identifier: GPL-2.0-or-later */
/* "drydock shell": a shell of the appliance with the system mounted. */
#include "app/command.h"

#include <stdio.h>
#include <unistd.h>

#include "app/session.h"

static int shell_main(struct pool *pool, int argc, char **argv)
{
	struct options options;
	struct session session;
	int status = options_parse(pool, argc, argv,
				   OPTIONS_IMAGE | OPTIONS_SYSTEM | OPTIONS_RULES |
					   OPTIONS_OUTPUT,
				   &options);

	if (status)
		return status;
	status = session_begin(&session, pool, &options,
			       options.output ? SESSION_OF_OUTPUT : SESSION_OF_IMAGES);
	if (status == 0)
		fprintf(stderr,
			"The system is mounted on /run/drydock/root; \"exit\" ends.  "
			"%s\n",
			options.output
				? "Changes go to the output."
				: "Changes are thrown away (keep them with -o OUT).");
	if (status == 0)
		status = session_run(&session, "shell");
	if (status == 0 && options.output)
		status = session_take(&session);
	session_end(&session);
	return status;
}

const struct command command_shell = {
	.name = "shell",
	.usage = "IMAGE... [-o OUT]",
	.help = "a rescue shell beside the image; changes are kept only with -o",
	.run = shell_main,
};
