/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * "drydock systems [--passphrase-stdin]": which systems are on the disks of this machine,
 * and why the other disks are not offered; for the menu, as JSON.
 */
#include "app/command.h"

#include <string.h>

#include "app/here-internal.h"
#include "app/offer.h"
#include "app/show.h"
#include "app/stick.h"
#include "guest/find.h"
#include "disk/machine.h"
#include "report/report.h"

enum { LIMIT_MS = 15000 };

static json_t *names_json(struct pool *pool, const struct strs *names)
{
	json_t *array = json_array();

	for (size_t i = 0; i < names->count; i++)
		json_array_append_new(array, report_bounded(pool, names->item[i]));
	return array;
}

static json_t *system_json(struct pool *pool, const struct offered_system *system)
{
	return json_pack("{s:o, s:o, s:o, s:o}", "name",
			 report_bounded(pool, system->name), "place",
			 report_bounded(pool, system->place), "problem",
			 report_bounded(pool, system->problem), "disks",
			 names_json(pool, &system->disks));
}

static json_t *disk_json(struct pool *pool, const struct offer *offer)
{
	const struct machine_disk *disk = &offer->disk;

	return json_pack("{s:o, s:o, s:o, s:o, s:I, s:b, s:o}", "name",
			 report_bounded(pool, disk->name), "driver",
			 report_bounded(pool, disk->driver), "model",
			 report_bounded(pool, disk->model), "serial",
			 report_bounded(pool, disk->serial), "size",
			 (json_int_t)disk->size, "read_only", disk->read_only, "why",
			 report_bounded(pool, offer->why_not));
}

/* File systems that a report or an image may go to, the appliance's own medium included.
 */
static json_t *volumes(struct pool *pool)
{
	json_t *array = json_array();
	struct probe *probe;

	if (probe_machine(pool, &probe) < 0)
		return array;
	for (size_t i = 0; i < probe->volume_count; i++) {
		const struct volume *volume = &probe->volume[i];

		if (stick_can(volume))
			json_array_append_new(
				array,
				json_pack("{s:o, s:o, s:o, s:o, s:I}", "name",
					  report_bounded(pool, volume_name(pool, volume)),
					  "disk",
					  report_bounded(pool, volume->disk->name),
					  "type", report_bounded(pool, volume->type),
					  "label", report_bounded(pool, volume->label),
					  "size", (json_int_t)volume->size));
	}
	probe_close(probe);
	return array;
}

static void show(struct pool *pool, const struct offers *offers)
{
	json_t *systems = json_array(), *disks = json_array(), *all;

	for (size_t i = 0; i < offers->system_count; i++)
		json_array_append_new(systems, system_json(pool, &offers->system[i]));
	for (size_t i = 0; i < offers->count; i++)
		json_array_append_new(disks, disk_json(pool, &offers->offer[i]));
	all = json_pack("{s:o, s:o, s:o}", "systems", systems, "disks", disks, "volumes",
			volumes(pool));
	show_json(all);
	json_decref(all);
}

static int systems_main(struct pool *pool, int argc, char **argv)
{
	bool has_key = argc == 2 && strcmp(argv[1], "--passphrase-stdin") == 0;
	const char *why = "out of memory";
	struct key key = { 0 };
	struct offers offers;
	int status;

	if (argc > 1 && !has_key)
		return command_fail(STATUS_USAGE,
				    "systems takes no more than --passphrase-stdin");
	if (has_key && key_read(pool, NULL, &key, &why) < 0)
		return command_fail(STATUS_USAGE, "%s", why);
	(void)machine_settle(0, LIMIT_MS);
	status = here_separate();
	if (status == 0 &&
	    offers_find(pool, (struct stack_key){ key.data, key.len }, &offers, &why) < 0)
		status = command_fail(STATUS_FAILED, "%s", why);
	key_forget(&key);
	if (status == 0)
		show(pool, &offers);
	return status;
}

const struct command command_systems = {
	.name = "systems",
	.run = systems_main,
};
