/* SPDX-License-Identifier: GPL-2.0-or-later */
/* "drydock disks": the disks of this machine, once all of them have come. */
#include "app/command.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "app/here-internal.h"
#include "app/offer.h"
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
		       medium_is(pool, disk.name)        ? ", the appliance's own"
		       : machine_in_use(pool, disk.name) ? ", in use"
							 : "");
	}
	if (names.count == 0)
		puts("no disk");
}

/* What is on each, and whether it may be repaired. */
static int list_systems(struct pool *pool)
{
	struct offers offers;
	const char *why = "out of memory";

	if (here_separate())
		return STATUS_FAILED;
	if (offers_find(pool, (struct stack_key){ NULL, 0 }, &offers, &why) < 0)
		return command_fail(STATUS_FAILED, "%s", why);
	for (size_t i = 0; i < offers.count; i++) {
		const struct offer *offer = &offers.offer[i];
		const char *why_not = offer_why_unrepaired(offer);

		printf("%-9s %8s  %s  serial %s: ", offer->disk.name,
		       report_size(pool, offer->disk.size),
		       shown(pool, offer->disk.model), shown(pool, offer->disk.serial));
		if (offer->systems.count)
			printf("%s%s", shown(pool, strs_join(&offer->systems, "; ")),
			       why_not ? "; " : "\n");
		if (why_not)
			puts(why_not);
	}
	return STATUS_FINE;
}

static int disks_main(struct pool *pool, int argc, char **argv)
{
	bool rescan = argc == 2 && strcmp(argv[1], "--rescan") == 0;

	bool systems = argc == 2 && strcmp(argv[1], "--systems") == 0;

	if (argc > 1 && !rescan && !systems)
		return command_fail(STATUS_USAGE,
				    "disks takes no more than --rescan or --systems");
	if (systems && geteuid() != 0)
		return command_fail(STATUS_FAILED, "disks --systems needs root");
	if (rescan)
		machine_rescan(pool);
	(void)machine_settle(0, LIMIT_MS);
	if (systems)
		return list_systems(pool);
	list(pool);
	return STATUS_FINE;
}

const struct command command_disks = {
	.name = "disks",
	.usage = "[--rescan | --systems]",
	.help = "list the disks of this machine; look for new ones, or what is on them",
	.run = disks_main,
};
