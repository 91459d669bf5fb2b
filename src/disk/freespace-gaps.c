/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What of a disk lies outside of its partitions.  Boot loaders and arrays of firmware
 * store something there, so more is kept than the tables alone.
 */
#include <blkid/blkid.h>
#include <errno.h>

#include "disk/freespace.h"

enum {
	TAIL = 1 << 20,     /* where firmware RAID and dynamic disks keep what they are */
	EBR_AREA = 1 << 20, /* behind a table of logical partitions: boot code */
	GPT_LAST_USABLE = 48,
	GPT_ENTRIES = 72,
};

/* A signature on the whole disk: then the partitions are not all there is. */
static bool has_signature(const struct disk *disk)
{
	blkid_probe probe = blkid_new_probe();
	bool has = true;

	if (probe && blkid_probe_set_device(probe, disk->fd, 0, 0) == 0) {
		blkid_probe_enable_superblocks(probe, 1);
		has = blkid_do_safeprobe(probe) != 1;
	}
	blkid_free_probe(probe);
	return has;
}

/* Nothing is wrong with the table that could hide what it does not list. */
static bool is_plain(const struct table *table)
{
	if (table->problem || table->beyond || table->hybrid || table->backup_used ||
	    table->cut)
		return false;
	return table->kind == TABLE_DOS ||
	       (table->kind == TABLE_GPT && !table->unprotected &&
		table->backup == TABLE_BACKUP_GOOD);
}

/* The entries are as a rule before the first partition and behind the last. */
static int keep_gpt(const struct disk *disk, struct freemap *map)
{
	uint64_t sector = disk->table->sector_size;
	unsigned char header[512];
	int err = disk_read(disk, sector, header, sizeof(header));
	uint64_t usable, entries;

	if (err < 0)
		return err;
	usable = le64(header + GPT_LAST_USABLE);
	entries = le64(header + GPT_ENTRIES);
	if (usable >= disk->size / sector || entries >= disk->size / sector)
		return -EUCLEAN;
	freemap_keep(map, (usable + 1) * sector, UINT64_MAX);
	freemap_keep(map, entries * sector, EBR_AREA);
	return 0;
}

static void keep_partitions(const struct table *table, struct freemap *map)
{
	uint64_t first = UINT64_MAX;

	for (size_t i = 0; i < table->count; i++) {
		const struct table_partition *part = &table->partition[i];

		if (part->start < first)
			first = part->start;
		if (part->role != TABLE_EXTENDED)
			freemap_keep(map, part->start, part->size);
		else
			freemap_keep(map, part->start, EBR_AREA);
	}
	freemap_keep(map, 0, first);
	for (size_t i = 0; i < table->ebr_count; i++)
		freemap_keep(map, table->ebr[i], EBR_AREA);
}

int disk_gaps(struct pool *pool, const struct disk *disk, struct freemap *map)
{
	const struct table *table = disk->table;
	int err = 0;

	*map = (struct freemap){ .pool = pool };
	if (!table || table->count == 0 || disk->size <= TAIL || !is_plain(table) ||
	    has_signature(disk))
		return -ENOTSUP;
	freemap_add(map, 0, disk->size - TAIL);
	keep_partitions(table, map);
	if (table->kind == TABLE_GPT)
		err = keep_gpt(disk, map);
	if (err < 0)
		map->count = 0;
	return err;
}
