/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "app/offer.h"

#include <errno.h>
#include <string.h>

#include "disk/layer.h"
#include "disk/medium.h"
#include "guest/find.h"
#include "guest/mounts.h"
#include "tree/dir.h"

#define SCRATCH "/run/drydock/scratch"
#define ROOT    "/run/drydock/offered"

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

/* Each disk that VOLUME[WHICH] lies on, through whatever is stacked there. */
static void add_below(struct pool *pool, const struct probe *probe, size_t which,
		      struct strs *disks)
{
	size_t count;
	const struct disk **disk =
		volume_disks(pool, probe->volume, probe->volume_count, which, &count);

	for (size_t i = 0; i < count; i++)
		if (!strs_has(disks, disk[i]->name))
			strs_add(disks, disk[i]->name);
}

/* Also those that only its fstab knows of: a /boot or a swap of its own. */
static void add_mounted(struct pool *pool, const struct probe *probe, struct strs *disks)
{
	struct guest guest = {
		.pool = pool,
		.disk = probe->disk,
		.disk_count = probe->disk_count,
		.volume = probe->volume,
		.volume_count = probe->volume_count,
		.volumes_known = true,
	};

	if (dir_open(pool, ROOT, &guest.tree) < 0)
		return;
	for (size_t i = 0; i < probe->disk_count; i++)
		if (!strs_has(disks, probe->disk[i]->name) &&
		    mount_needs_disk(&guest, probe->disk[i]))
			strs_add(disks, probe->disk[i]->name);
	dir_close(guest.tree);
}

static struct offered_system *add(struct pool *pool, struct offers *offers,
				  const char *name, const char *place,
				  const char *problem)
{
	struct offered_system *system = &offers->system[offers->system_count++];

	*system = (struct offered_system){ name, place, problem, { .pool = pool } };
	return system;
}

static void add_system(struct pool *pool, struct probe *probe,
		       const struct system *system, struct offers *offers)
{
	struct offered_system *added =
		add(pool, offers, system->name, system_place(pool, system), NULL);
	const char *why;

	add_below(pool, probe, (size_t)(system->root - probe->volume), &added->disks);
	if (system_mount(probe, system, ROOT, MOUNT_READ_ONLY, &why) == 0)
		add_mounted(pool, probe, &added->disks);
	strs_sort(&added->disks);
	(void)system_unmount(probe, ROOT);
}

/* A container that no key was given for, or a root that could not be read. */
static bool may_hold_one(const struct volume *volume)
{
	if (!volume->type || !volume->problem)
		return false;
	return strcmp(volume->type, "crypto_LUKS") == 0 ||
	       (mount_can(volume->type) && strcmp(volume->type, "vfat") != 0);
}

static void add_unread(struct pool *pool, const struct probe *probe, size_t which,
		       struct offers *offers)
{
	const struct volume *volume = &probe->volume[which];

	add_below(pool, probe, which,
		  &add(pool, offers, volume->type, volume_name(pool, volume),
		       volume->problem)
			   ->disks);
}

static void look(struct pool *pool, const struct probe_device *device, size_t count,
		 struct stack_key key, struct offers *offers)
{
	struct probe *probe = probe_devices(pool, device, count);
	struct systems found;
	size_t volumes;
	bool *may;

	stack_assemble(probe, key);
	found = systems_find(probe, SCRATCH);
	/* What a mount adds is no volume of its own, and its problems are another thing.
	 */
	volumes = probe->volume_count;
	may = pool_alloc(pool, volumes + 1);
	for (size_t i = 0; i < volumes; i++)
		may[i] = may_hold_one(&probe->volume[i]);
	offers->system =
		pool_alloc(pool, (found.count + volumes + 1) * sizeof(*offers->system));
	for (size_t i = 0; i < found.count; i++)
		add_system(pool, probe, &found.system[i], offers);
	for (size_t i = 0; i < volumes; i++)
		if (may[i])
			add_unread(pool, probe, i, offers);
	(void)stack_end(probe);
	probe_close(probe);
}

static void note(struct pool *pool, struct offers *offers,
		 const struct offered_system *system)
{
	for (size_t i = 0; i < system->disks.count; i++) {
		struct offer *offer = offer_of(offers, system->disks.item[i]);

		if (offer)
			strs_add(&offer->systems,
				 pool_printf(pool, "%s on %s%s%s", system->name,
					     system->place, system->problem ? ": " : "",
					     system->problem ? system->problem : ""));
	}
}

static void judge(struct pool *pool, struct offers *offers)
{
	for (size_t i = 0; i < offers->system_count; i++)
		note(pool, offers, &offers->system[i]);
	for (size_t i = 0; i < offers->count; i++)
		if (!offers->offer[i].why_not && offers->offer[i].systems.count == 0)
			offers->offer[i].why_not = "no system on it";
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
	judge(pool, offers);
	for (size_t i = 0; i < layers; i++)
		if (layer_end(&layer[i]) < 0)
			err = -EBUSY;
	if (err < 0)
		*why = "a layer over a disk is still in use";
	return err;
}

const char *offer_why_unrepaired(const struct offer *offer)
{
	if (offer->why_not)
		return offer->why_not;
	return offer->disk.read_only ? "read-only: it can be looked at only" : NULL;
}
