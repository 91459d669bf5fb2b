/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "host/discard.h"

#include "host/blockread.h"
#include "host/output-internal.h"

/* Of a qcow2, where nobody says otherwise. */
enum { CLUSTER = 64 << 10 };

static int discard_ranges(struct blockread *reader, uint64_t size,
			  const struct freemap *free, struct host_error *error)
{
	int err = 0;

	for (size_t i = 0; !err && i < free->count; i++) {
		uint64_t start = (free->range[i].start + CLUSTER - 1) / CLUSTER * CLUSTER;
		uint64_t end = free->range[i].start + free->range[i].size;

		end = (end > size ? size : end) / CLUSTER * CLUSTER;
		if (start < end)
			err = blockread_discard(reader, start, end - start, error);
	}
	return err;
}

int discard_free(struct pool *pool, const struct output_job *job,
		 const struct workdir *work, const struct freemap *free,
		 struct host_error *error)
{
	struct blockread *reader = NULL;
	int err = blockread_open_writable(pool, output_disk_spec(job), work, &reader,
					  error);

	if (!err)
		err = discard_ranges(reader, blockread_disk(reader)->size, free, error);
	if (!err)
		err = blockread_flush(reader, error);
	blockread_close(reader);
	return err;
}
