/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "guest/disktable.h"

#include <string.h>

#include "base/path.h"
#include "guest/devname-internal.h"

static bool has(const struct disk *const *disk, size_t count, const struct disk *one)
{
	for (size_t i = 0; i < count; i++)
		if (disk[i] == one)
			return true;
	return false;
}

static void add_disks(struct guest *guest, size_t which, const struct disk **disk,
		      size_t *count)
{
	size_t under;
	const struct disk **of = volume_disks(guest->pool, guest->volume,
					      guest->volume_count, which, &under);

	for (size_t i = 0; i < under; i++)
		if (!has(disk, *count, of[i]))
			disk[(*count)++] = of[i];
}

/* The EFI system partition of any disk may be mounted where the guest has no name for it.
 */
bool guest_mounts(const struct volume *volume)
{
	return volume->mountpoint && !path_is_below(volume->mountpoint, "/run/drydock") &&
	       !path_is_below(volume->mountpoint, "/proc/drydock");
}

char *guest_volume_where(struct pool *pool, const struct volume *volume)
{
	return devname_where(pool, volume);
}

static bool lies_on(const struct guest *guest, const struct volume *volume,
		    const struct volume *lower, bool *seen)
{
	size_t which = (size_t)(volume - guest->volume);

	if (volume == lower || seen[which])
		return volume == lower;
	seen[which] = true;
	for (size_t i = 0; i < volume->under_count; i++)
		if (volume->under[i] < guest->volume_count &&
		    lies_on(guest, &guest->volume[volume->under[i]], lower, seen))
			return true;
	return false;
}

bool guest_lies_on(const struct guest *guest, const struct volume *volume,
		   const struct volume *lower)
{
	bool *seen = pool_alloc(guest->pool, guest->volume_count * sizeof(*seen));

	return lies_on(guest, volume, lower, seen);
}

const struct disk **guest_disks(struct guest *guest, size_t *count)
{
	const struct disk **disk =
		pool_alloc(guest->pool, (guest->volume_count + 1) * sizeof(*disk));

	*count = 0;
	for (int pass = 0; pass < 2; pass++)
		for (size_t i = 0; i < guest->volume_count; i++) {
			const struct volume *volume = &guest->volume[i];

			if (guest_mounts(volume) &&
			    (strcmp(volume->mountpoint, "/") == 0) == (pass == 0))
				add_disks(guest, i, disk, count);
		}
	return disk;
}

bool guest_disks_hold(struct guest *guest, const struct volume *volume)
{
	size_t count, under;
	const struct disk **disk = guest_disks(guest, &count), **of;

	of = volume_disks(guest->pool, guest->volume, guest->volume_count,
			  (size_t)(volume - guest->volume), &under);
	for (size_t i = 0; i < under; i++)
		if (has(disk, count, of[i]))
			return true;
	return false;
}

struct reading {
	struct guest *guest;
	const struct disk *disk;
};

static int on_read(void *ctx, uint64_t offset, void *buf, size_t len)
{
	const struct reading *reading = ctx;
	struct bytes content;
	int err = guest_disk_read(reading->guest, reading->disk, offset, len, &content);

	if (err == 0)
		memcpy(buf, content.data, len);
	return err;
}

static struct table_source source_of(struct reading *reading)
{
	return (struct table_source){
		.read = on_read,
		.ctx = reading,
		.size = reading->disk->size,
		.sector = reading->disk->sector,
	};
}

int guest_table(struct guest *guest, const struct disk *disk, struct table **table)
{
	struct reading reading = { guest, disk };
	struct table_source source = source_of(&reading);

	return table_read(guest->pool, &source, table);
}

int guest_table_mend(struct guest *guest, const struct disk *disk,
		     struct table_patch **patch, size_t *count, const char **why)
{
	struct reading reading = { guest, disk };
	struct table_source source = source_of(&reading);

	return table_mend(guest->pool, &source, patch, count, why);
}

const char *guest_table_name(enum table_kind kind)
{
	static const char *const names[] = {
		[TABLE_NONE] = "no partition table",
		[TABLE_DOS] = "MBR",
		[TABLE_GPT] = "GPT",
	};

	return names[kind];
}
