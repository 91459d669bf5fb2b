/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "disk/probe.h"

#include <blkid/blkid.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "disk/machine.h"
#include "disk/partitions.h"
#include "disk/stack-internal.h"
#include "disk/superblock.h"

static char *value_of(struct pool *pool, blkid_probe probe, const char *name)
{
	const char *value;

	if (blkid_probe_lookup_value(probe, name, &value, NULL) < 0)
		return NULL;
	return pool_strdup(pool, value);
}

/* What blkid finds of the volume; two answers at once are a problem, not a guess. */
void probe_identify(struct pool *pool, struct volume *volume)
{
	blkid_probe probe = blkid_new_probe_from_filename(volume->node);
	int found;

	if (!probe) {
		volume->problem =
			pool_printf(pool, "cannot be opened: %s", strerror(errno));
		return;
	}
	blkid_probe_enable_superblocks(probe, 1);
	blkid_probe_set_superblocks_flags(probe,
					  BLKID_SUBLKS_DEFAULT | BLKID_SUBLKS_VERSION);
	found = blkid_do_safeprobe(probe);
	if (found == 0) {
		volume->type = value_of(pool, probe, "TYPE");
		volume->uuid = value_of(pool, probe, "UUID");
		volume->uuid_sub = value_of(pool, probe, "UUID_SUB");
		volume->label = value_of(pool, probe, "LABEL");
	} else if (found == -2) {
		volume->problem = "signatures of several file systems";
	} else if (found < 0) {
		volume->problem = "cannot be read";
	}
	blkid_free_probe(probe);
	if (volume->type && !volume->problem)
		superblock_probe(pool, volume);
}

struct volume *probe_add(struct probe *probe, const struct disk *disk)
{
	struct volume *volume;

	probe->volume = pool_grow(probe->pool, probe->volume,
				  probe->volume_count * sizeof(*volume),
				  (probe->volume_count + 1) * sizeof(*volume));
	volume = &probe->volume[probe->volume_count++];
	volume->disk = disk;
	return volume;
}

/* The kernel reads tables its own way; a node that lies elsewhere is another volume. */
static bool is_elsewhere(struct pool *pool, const struct volume *volume)
{
	FILE *file = fopen(pool_printf(pool, "/sys/class/block/%s/start",
				       strrchr(volume->node, '/') + 1),
			   "re");
	unsigned long long sector;
	bool elsewhere;

	if (!file)
		return false;
	elsewhere = fscanf(file, "%llu", &sector) == 1 && sector * 512 != volume->start;
	fclose(file);
	return elsewhere;
}

/* The host gives each disk its name as the serial number; else the device's name is it.
 */
static const char *disk_label(struct pool *pool, const char *device)
{
	char serial[32] = "";
	FILE *file = fopen(pool_printf(pool, "/sys/block/%s/serial", device), "re");

	if (file) {
		if (!fgets(serial, sizeof(serial), file))
			serial[0] = '\0';
		fclose(file);
	}
	serial[strcspn(serial, "\n ")] = '\0';
	return strncmp(serial, "disk", 4) == 0 ? pool_strdup(pool, serial) : device;
}

static void probe_disk(struct probe *probe, const char *name, const char *label)
{
	struct pool *pool = probe->pool;
	struct disk *disk;
	const struct table *table;
	size_t old = probe->disk_count;

	if (disk_open(pool, label, pool_printf(pool, "/dev/%s", name), &disk) < 0)
		return;
	probe->disk = pool_grow(pool, probe->disk, old * sizeof(disk),
				(old + 1) * sizeof(disk));
	probe->disk[probe->disk_count++] = disk;
	partitions_add(pool, disk, name);
	table = disk->table;
	if (!table || table->count == 0) {
		struct volume *volume = probe_add(probe, disk);

		volume->size = disk->size;
		volume->node = disk->path;
		probe_identify(pool, volume);
		return;
	}
	for (size_t i = 0; i < table->count; i++) {
		const struct table_partition *part = &table->partition[i];
		struct volume *volume;

		if (part->role == TABLE_EXTENDED)
			continue;
		volume = probe_add(probe, disk);
		volume->part = part->number;
		volume->start = part->start;
		volume->size = part->size;
		volume->partuuid = part->partuuid;
		volume->partlabel = part->name;
		volume->is_esp = part->efi_system;
		volume->node = partition_node(pool, name, part->number);
		if (is_elsewhere(pool, volume))
			volume->problem = "the kernel finds another partition there";
		else
			probe_identify(pool, volume);
	}
}

int probe_machine(struct pool *pool, struct probe **out)
{
	struct probe *probe = pool_alloc(pool, sizeof(*probe));
	struct strs names = machine_disks(pool);

	probe->pool = pool;
	for (size_t i = 0; i < names.count; i++)
		probe_disk(probe, names.item[i], disk_label(pool, names.item[i]));
	*out = probe;
	return 0;
}

struct probe *probe_devices(struct pool *pool, const struct probe_device *device,
			    size_t count)
{
	struct probe *probe = pool_alloc(pool, sizeof(*probe));

	probe->pool = pool;
	for (size_t i = 0; i < count; i++)
		probe_disk(probe, device[i].node, device[i].name);
	return probe;
}

void probe_reserve(struct probe *probe, size_t more)
{
	probe->volume_room = probe->volume_count + more;
	probe->volume = pool_grow(probe->pool, probe->volume,
				  probe->volume_count * sizeof(*probe->volume),
				  probe->volume_room * sizeof(*probe->volume));
}

struct volume *probe_take(struct probe *probe)
{
	return probe->volume_count < probe->volume_room
		       ? &probe->volume[probe->volume_count++]
		       : NULL;
}

void probe_close(struct probe *probe)
{
	for (size_t i = 0; i < probe->disk_count; i++)
		close(probe->disk[i]->fd);
}
