/* SPDX-License-Identifier: GPL-2.0-or-later */
/* "drydock disks": the disks of this machine, once all of them have come. */
#include "app/command.h"

#include <stdio.h>
#include <string.h>

#include "disk/machine.h"
#include "disk/medium.h"
#include "report/clean.h"
#include "report/report.h"

/* A slow bus needs two seconds; who waits longer has a broken device. */
enum { LIMIT_MS = 15000 };

static const char *shown(struct pool *pool, const char *text)
{
	return text ? clean_str(pool, bytes_of(text), CLEAN_LINE) : "-";
}

static void list(struct pool *pool)
{
	struct strs names = machine_disks(pool);

	for (size_t i = 0; i < names.count; i++) {
		struct machine_disk disk = machine_disk(pool, names.item[i]);

		printf("%-9s %8s  %-12s %s  serial %s%s%s\n", disk.name,
		       report_size(pool, disk.size), shown(pool, disk.driver),
		       shown(pool, disk.model), shown(pool, disk.serial),
		       disk.read_only ? ", read-only" : "",
		       medium_is(pool, disk.name) ? ", the appliance's own" : "");
	}
	if (names.count == 0)
		puts("no disk");
}

static int disks_main(struct pool *pool, int argc, char **argv)
{
	bool rescan = argc == 2 && strcmp(argv[1], "--rescan") == 0;

	if (argc > 1 && !rescan)
		return command_fail(STATUS_USAGE, "disks takes no more than --rescan");
	if (rescan)
		machine_rescan(pool);
	(void)machine_settle(0, LIMIT_MS);
	list(pool);
	return STATUS_FINE;
}

const struct command command_disks = {
	.name = "disks",
	.usage = "[--rescan]",
	.help = "list the disks of this machine; look for new ones with --rescan",
	.run = disks_main,
};
