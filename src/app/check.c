/* SPDX-License-Identifier: GPL-2.0-or-later */
/* "drydock check": all rules, nothing changed; an image or the tree of a mounted system.
 */
#include "app/command.h"

#include "app/look.h"

static int check_main(struct pool *pool, int argc, char **argv)
{
	return look_main(pool, argc, argv,
			 OPTIONS_IMAGE | OPTIONS_SYSTEM | OPTIONS_RULES | OPTIONS_REPORT |
				 OPTIONS_TIMINGS | OPTIONS_HTML | OPTIONS_JUNIT |
				 OPTIONS_HERE | OPTIONS_LOGIN);
}

const struct command command_check = {
	.name = "check",
	.usage = "IMAGE...|DIRECTORY|--here [DISK...] [--for PROFILE] [--only RULE] "
		 "[--skip RULE] [--root PART] [--json] [--html FILE] [--junit FILE] "
		 "[--timings] [--input-format F] [--memory MIB] "
		 "[--key-file FILE | --passphrase-stdin]",
	.help = "say what keeps the system from booting or from the network; change "
		"nothing",
	.run = check_main,
};
