/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "app/usedhere.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "app/command.h"
#include "app/show.h"
#include "disk/freespace.h"
#include "disk/layer.h"
#include "disk/machine.h"
#include "disk/stack.h"
#include "host/discard.h"
#include "host/status.h"

struct looking {
	struct pool *pool;
	const struct options *options;
	struct layer_store store;
	struct layer layer[OPTIONS_IMAGES];
	struct probe_device device[OPTIONS_IMAGES];
	size_t layers;
};

/* "sda" of "/dev/disk/by-id/…"; NULL where PATH is a file, or a part of a disk. */
static const char *disk_at(struct pool *pool, const char *path)
{
	struct strs disks = machine_disks(pool);
	char *real = realpath(path, NULL);
	const char *name = real && strncmp(real, "/dev/", 5) == 0
				   ? pool_strdup(pool, real + 5)
				   : NULL;

	free(real);
	return name && strs_has(&disks, name) ? name : NULL;
}

static int lay(struct looking *looking)
{
	const struct options *options = looking->options;
	const char *why = "out of memory";

	/* Layers read what is on the disks, and not what is on its way there. */
	sync();
	if (layer_store_open(looking->pool, &looking->store, &why) < 0)
		return command_fail(STATUS_FAILED, "%s", why);
	for (size_t i = 0; i < options->image_count; i++) {
		const char *name = disk_at(looking->pool, options->images[i]);
		struct layer *layer = &looking->layer[i];

		if (!name)
			return command_fail(STATUS_FAILED,
					    "\"%s\" is no disk of this machine",
					    options->images[i]);
		/* The session refuses it, and says so. */
		if (machine_in_use(looking->pool, name))
			return STATUS_FAILED;
		if (layer_make(looking->pool, &looking->store, name, layer, &why) < 0)
			return command_fail(STATUS_FAILED, "%s", why);
		looking->device[i] = (struct probe_device){ layer->node, name };
		looking->layers++;
	}
	return 0;
}

/* As beside an image (patient_discard()), where the maps are used at once. */
static int read_maps(struct looking *looking, struct usedhere *used)
{
	size_t count = looking->layers;
	struct probe *probe = probe_devices(looking->pool, looking->device, count);
	int status = 0;

	if (probe->disk_count != count)
		status = command_fail(STATUS_FAILED, "the disks cannot be read");
	if (status == 0)
		stack_activate(probe);
	for (size_t i = 0; status == 0 && i < count; i++)
		disk_free(probe, probe->disk[i], &used->free[i]);
	if (stack_end(probe) < 0)
		status = command_fail(STATUS_FAILED,
				      "the logical volumes cannot be taken down");
	probe_close(probe);
	return status;
}

/* What was read through a layer that lost something is not believed. */
static int end_layers(struct looking *looking)
{
	int status = 0;

	for (size_t i = 0; i < looking->layers; i++) {
		struct layer *layer = &looking->layer[i];

		if (layer_is_lost(layer))
			status = command_fail(STATUS_FAILED, "%s: no memory is left",
					      layer->disk);
		if (layer_end(layer) < 0)
			status = command_fail(STATUS_FAILED, "%s is still in use",
					      layer->disk);
	}
	if (looking->store.fd >= 0)
		(void)close(looking->store.fd);
	return status;
}

int usedhere_find(struct pool *pool, const struct options *options, struct usedhere *used)
{
	struct looking looking = { .pool = pool, .options = options, .store.fd = -1 };
	int status, ended;

	show_progress("inspect", 0);
	status = lay(&looking);
	if (status == 0)
		status = read_maps(&looking, used);
	ended = end_layers(&looking);
	show_progress_end();
	return status ? status : ended;
}

int usedhere_discard(struct session *session, const struct usedhere *used)
{
	int err = 0;

	for (size_t i = 0; !err && i < session->disks; i++)
		err = discard_free(session->pool, &session->disk[i], session->work,
				   &used->free[i], &session->error);
	return err ? command_fail((int)host_status(err), "%s", session->error.text) : 0;
}
