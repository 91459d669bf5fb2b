/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * "drydock systems": which systems are on the disks of this machine, and why the other
 * disks are not offered; for the menu, as JSON.  The disks are looked at behind layers in
 * memory, so that arrays may start and journals be replayed.
 */
#include "app/command.h"

#include <string.h>

#include "app/here-internal.h"
#include "app/show.h"
#include "disk/machine.h"
#include "disk/medium.h"
#include "disk/mount.h"
#include "disk/stack.h"
#include "guest/find.h"
#include "report/report.h"

#define SCRATCH "/run/drydock/scratch"

enum { LIMIT_MS = 15000 };

struct look {
	struct pool *pool;
	struct strs names;       /* of all disks */
	const char **why;        /* of each: why it is not offered; or NULL */
	struct layer *layer;     /* of those that are looked at */
	struct probe_device *on; /* the same */
	size_t layers;
	json_t *systems;
};

static int lay(struct look *look)
{
	struct layer_store store;
	const char *why = "out of memory";

	if (layer_store_open(look->pool, &store, &why) < 0)
		return command_fail(STATUS_FAILED, "%s", why);
	for (size_t i = 0; i < look->names.count; i++) {
		const char *name = look->names.item[i];
		struct layer *layer = &look->layer[look->layers];

		if (medium_is(look->pool, name))
			look->why[i] = "the medium this appliance was started from";
		else if (layer_make(look->pool, &store, name, layer, &look->why[i]) == 0)
			look->on[look->layers++] =
				(struct probe_device){ layer->node, layer->disk };
	}
	return 0;
}

static json_t *disk_names(struct pool *pool, const struct probe *probe, size_t which)
{
	json_t *array = json_array();
	size_t count;
	const struct disk **disk =
		volume_disks(pool, probe->volume, probe->volume_count, which, &count);

	for (size_t i = 0; i < count; i++)
		json_array_append_new(array, report_bounded(pool, disk[i]->name));
	return array;
}

static void add(struct look *look, const struct probe *probe, size_t volume,
		const char *name, const char *place, const char *problem)
{
	json_t *object = json_object();

	(void)json_object_set_new(object, "name", report_bounded(look->pool, name));
	(void)json_object_set_new(object, "place", report_bounded(look->pool, place));
	(void)json_object_set_new(object, "problem", report_bounded(look->pool, problem));
	(void)json_object_set_new(object, "disks", disk_names(look->pool, probe, volume));
	(void)json_array_append_new(look->systems, object);
}

/* A container that no key was given for, or a root that could not be read. */
static bool may_hold_one(const struct volume *volume)
{
	if (!volume->type || !volume->problem)
		return false;
	return strcmp(volume->type, "crypto_LUKS") == 0 ||
	       (mount_can(volume->type) && strcmp(volume->type, "vfat") != 0);
}

static void look_at(struct look *look)
{
	struct probe *probe = probe_devices(look->pool, look->on, look->layers);
	struct systems found;

	stack_assemble(probe, (struct stack_key){ NULL, 0 });
	found = systems_find(probe, SCRATCH);
	for (size_t i = 0; i < found.count; i++)
		add(look, probe, (size_t)(found.system[i].root - probe->volume),
		    found.system[i].name, system_place(look->pool, &found.system[i]),
		    NULL);
	for (size_t i = 0; i < probe->volume_count; i++)
		if (may_hold_one(&probe->volume[i]))
			add(look, probe, i, probe->volume[i].type,
			    volume_name(look->pool, &probe->volume[i]),
			    probe->volume[i].problem);
	(void)stack_end(probe);
	probe_close(probe);
	for (size_t i = 0; i < look->layers; i++)
		(void)layer_end(&look->layer[i]);
}

static bool is_used(const struct look *look, const char *name)
{
	size_t i, d;
	json_t *system, *disk;

	for (i = 0; (system = json_array_get(look->systems, i)) != NULL; i++)
		for (d = 0;
		     (disk = json_array_get(json_object_get(system, "disks"), d)) != NULL;
		     d++)
			if (strcmp(json_string_value(disk), name) == 0)
				return true;
	return false;
}

static json_t *disk_json(const struct look *look, size_t which)
{
	const char *name = look->names.item[which], *why = look->why[which];
	struct machine_disk disk = machine_disk(look->pool, name);

	if (!why && !is_used(look, name))
		why = "no system on it";
	return json_pack("{s:o, s:o, s:o, s:o, s:I, s:b, s:o}", "name",
			 report_bounded(look->pool, name), "driver",
			 report_bounded(look->pool, disk.driver), "model",
			 report_bounded(look->pool, disk.model), "serial",
			 report_bounded(look->pool, disk.serial), "size",
			 (json_int_t)disk.size, "read_only", disk.read_only, "why",
			 report_bounded(look->pool, why));
}

static bool takes_files(const struct volume *volume)
{
	return volume->type && !volume->problem && volume->disk &&
	       (strcmp(volume->type, "vfat") == 0 ||
		strncmp(volume->type, "ext", strlen("ext")) == 0);
}

/* File systems that a report may be saved to, the appliance's own medium included. */
static json_t *volumes(struct pool *pool)
{
	json_t *array = json_array();
	struct probe *probe;

	if (probe_machine(pool, &probe) < 0)
		return array;
	for (size_t i = 0; i < probe->volume_count; i++) {
		const struct volume *volume = &probe->volume[i];

		if (takes_files(volume))
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

static int systems_main(struct pool *pool, int argc, char **argv)
{
	struct look look = { .pool = pool, .systems = json_array() };
	json_t *disks = json_array(), *all;
	int status;

	(void)argc;
	(void)argv;
	(void)machine_settle(0, LIMIT_MS);
	look.names = machine_disks(pool);
	look.why = pool_alloc(pool, (look.names.count + 1) * sizeof(*look.why));
	look.layer = pool_alloc(pool, (look.names.count + 1) * sizeof(*look.layer));
	look.on = pool_alloc(pool, (look.names.count + 1) * sizeof(*look.on));
	status = here_separate();
	if (status == 0)
		status = lay(&look);
	if (status == 0 && look.layers)
		look_at(&look);
	for (size_t i = 0; i < look.names.count; i++)
		json_array_append_new(disks, disk_json(&look, i));
	all = json_pack("{s:o, s:o, s:o}", "systems", look.systems, "disks", disks,
			"volumes", volumes(pool));
	if (status == 0)
		show_json(all);
	json_decref(all);
	return status;
}

const struct command command_systems = {
	.name = "systems",
	.run = systems_main,
};
