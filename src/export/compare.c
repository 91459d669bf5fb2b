/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "export/compare.h"

#include <errno.h>
#include <string.h>

#include "base/bytes.h"

enum { PART = 1 << 18 };

/* From where we are up to END the disk has nothing but zeroes. */
static int compare_zeroes(struct comparison *comparison, uint64_t end)
{
	const struct export_disk *disk = comparison->disk;
	unsigned char data[PART];

	while (comparison->at < end) {
		uint64_t start, stop;
		int got = export_next_data(disk, comparison->at, 1, 1, &start, &stop);

		if (got < 0)
			return got;
		if (got == 0 || start >= end)
			break;
		if (stop > end)
			stop = end;
		if (stop - start > sizeof(data))
			stop = start + sizeof(data);
		got = export_read(disk, start, data, (size_t)(stop - start));
		if (got)
			return got;
		if (!all_zero(data, (size_t)(stop - start)))
			return -EBADMSG;
		comparison->at = stop;
	}
	comparison->at = end;
	return 0;
}

int compare_data(struct comparison *comparison, uint64_t from, const unsigned char *data,
		 size_t len)
{
	unsigned char own[PART];
	int err = from < comparison->at ? -EBADMSG : 0;

	if (!err)
		err = compare_zeroes(comparison, from);
	for (size_t done = 0; !err && done < len;) {
		size_t part = len - done < sizeof(own) ? len - done : sizeof(own);

		err = export_read(comparison->disk, from + done, own, part);
		if (!err && memcmp(own, data + done, part) != 0)
			err = -EBADMSG;
		done += part;
	}
	comparison->at = from + len;
	return err;
}

int compare_end(struct comparison *comparison)
{
	return compare_zeroes(comparison, comparison->disk->size);
}
