/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "export/disk.h"

#include <errno.h>
#include <string.h>

/* A disk that gives no way forward would keep us for ever. */
static int stretch_at(const struct export_disk *disk, uint64_t at, uint64_t *end,
		      bool *data)
{
	int err = disk->stretch(disk->arg, at, end, data);

	if (err)
		return err;
	if (*end > disk->size)
		*end = disk->size;
	return *end > at ? 0 : -EIO;
}

static uint64_t least(uint64_t a, uint64_t b)
{
	return a < b ? a : b;
}

int export_read(const struct export_disk *disk, uint64_t from, unsigned char *to,
		size_t len)
{
	uint64_t stop = least(from + len, disk->size);

	memset(to, 0, len);
	for (uint64_t at = from, end; at < stop; at = end) {
		bool data;
		int err = stretch_at(disk, at, &end, &data);

		if (err)
			return err;
		end = least(end, stop);
		if (data)
			err = disk->read(disk->arg, at, to + (at - from),
					 (size_t)(end - at));
		if (err)
			return err;
	}
	return 0;
}

int walk_next(struct walk *walk, unsigned char *to, uint64_t *number)
{
	const struct export_disk *disk = walk->disk;

	while (walk->at < disk->size) {
		uint64_t end;
		bool data;
		int err = stretch_at(disk, walk->at, &end, &data);

		if (err)
			return err;
		if (!data) {
			walk->at = end;
			continue;
		}
		*number = walk->at / walk->block;
		walk->at = (*number + 1) * walk->block;
		err = export_read(disk, *number * walk->block, to, walk->block);
		return err ? err : 1;
	}
	return 0;
}

int export_next_data(const struct export_disk *disk, uint64_t from, uint64_t hole,
		     uint64_t grain, uint64_t *start, uint64_t *end)
{
	uint64_t at = from, stop;
	bool found = false, data;

	while (at < disk->size) {
		int err = stretch_at(disk, at, &stop, &data);

		if (err)
			return err;
		if (data && !found) {
			found = true;
			*start = at / grain * grain;
			*start = *start < from ? from : *start;
		}
		if (data)
			*end = least((stop + grain - 1) / grain * grain, disk->size);
		else if (found && stop >= *end && stop - *end >= hole)
			break;
		at = stop;
	}
	return found;
}
