/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What is read back, beside the disk it was made of.
 *
 * The one law: what is on neither side of a comparison was compared, too: a block that
 * the file lacks must be zero on the disk.
 */
#pragma once

#include "export/disk.h"

struct comparison {
	const struct export_disk *disk;
	uint64_t at; /* up to here all is equal */
};

/* LEN bytes that the file has at FROM, in ascending order; what was left out is zero. */
int compare_data(struct comparison *comparison, uint64_t from, const unsigned char *data,
		 size_t len);

/* All that the file has was compared: the rest is zero. */
int compare_end(struct comparison *comparison);
