/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "app/offer.h"

#include <errno.h>
#include <string.h>

#include "disk/layer.h"
#include "disk/medium.h"
#include "guest/find.h"

#define SCRATCH "/run/drydock/scratch"

/* What the kernel says, without a look at what the disk holds. */
static const char *refused(struct pool *pool, const struct machine_disk *disk)
{
	if (medium_is(pool, disk->name))
		return "the appliance's own medium";
	if (machine_in_use(pool, disk->name))
		return "in use by this machine";
	return NULL;
}

static struct offer *offer_of(struct offers *offers, const char *name)
{
	for (size_t i = 0; i < offers->count; i++)
		if (strcmp(offers->offer[i].disk.name, name) == 0)
			return &offers->offer[i];
	return NULL;
}

/* SYSTEM is on each disk that its root lies on, through whatever is stacked there. */
static void note(struct pool *pool, struct probe *probe, const struct system *system,
		 struct offers *offers)
{
	size_t which = (size_t)(system->root - probe->volume), count;
	const struct disk **disk =
		volume_disks(pool, probe->volume, probe->volume_count, which, &count);

	for (size_t i = 0; i < count; i++) {
		struct offer *offer = offer_of(offers, disk[i]->name);

		if (offer)
			strs_addf(&offer->systems, "%s on %s", system->name,
				  system_place(pool, system));
	}
}

static void look(struct pool *pool, const struct probe_device *device, size_t count,
		 struct stack_key key, struct offers *offers)
{
	struct probe *probe = probe_devices(pool, device, count);
	struct systems found;

	stack_assemble(probe, key);
	found = systems_find(probe, SCRATCH);
	for (size_t i = 0; i < found.count; i++)
		note(pool, probe, &found.system[i], offers);
	(void)stack_end(probe);
	probe_close(probe);
}

static void judge(struct offers *offers)
{
	for (size_t i = 0; i < offers->count; i++) {
		struct offer *offer = &offers->offer[i];

		if (offer->why_not)
			continue;
		if (offer->systems.count == 0)
			offer->why_not = "no system on it";
		else if (offer->disk.read_only)
			offer->why_not = "read-only: it can be looked at only";
	}
}

int offers_find(struct pool *pool, struct stack_key key, struct offers *offers,
		const char **why)
{
	struct strs names = machine_disks(pool);
	struct layer *layer = pool_alloc(pool, (names.count + 1) * sizeof(*layer));
	struct probe_device *device =
		pool_alloc(pool, (names.count + 1) * sizeof(*device));
	struct layer_store store;
	size_t layers = 0;
	int err = layer_store_open(pool, &store, why);

	*offers = (struct offers){ 0 };
	if (err < 0)
		return err;
	offers->offer = pool_alloc(pool, (names.count + 1) * sizeof(*offers->offer));
	for (size_t i = 0; i < names.count; i++) {
		struct offer *offer = &offers->offer[offers->count++];

		offer->disk = machine_disk(pool, names.item[i]);
		offer->systems.pool = pool;
		offer->why_not = refused(pool, &offer->disk);
		if (!offer->why_not && layer_make(pool, &store, names.item[i],
						  &layer[layers], &offer->why_not) == 0) {
			device[layers] = (struct probe_device){ layer[layers].node,
								names.item[i] };
			layers++;
		}
	}
	look(pool, device, layers, key, offers);
	judge(offers);
	for (size_t i = 0; i < layers; i++)
		if (layer_end(&layer[i]) < 0)
			err = -EBUSY;
	if (err < 0)
		*why = "a layer over a disk is still in use";
	return err;
}
