/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "export/raw.h"

#include "base/bytes.h"

enum { BLOCK = 1 << 20, PAGE = 4096 };

/* Pages of zeroes become holes; the others are written in one go. */
static int write_block(struct sink *sink, const unsigned char *data, size_t len)
{
	int err = 0;

	for (size_t at = 0, end; !err && at < len; at = end) {
		size_t page = len - at < PAGE ? len - at : PAGE;
		bool zero = all_zero(data + at, page);

		for (end = at + page; end < len; end += page) {
			page = len - end < PAGE ? len - end : PAGE;
			if (all_zero(data + end, page) != zero)
				break;
		}
		err = zero ? sink_skip(sink, end - at)
			   : sink_write(sink, data + at, end - at);
	}
	return err;
}

int raw_write_from(const struct export_job *job, struct sink *sink, uint64_t start,
		   const struct raw_mark *mark)
{
	struct walk walk = { job->disk, BLOCK, start };
	struct pool *pool = pool_new();
	unsigned char *block = pool_alloc(pool, BLOCK);
	uint64_t size = job->disk->size, number;
	int err = 0, got;

	while (!err && (got = walk_next(&walk, block, &number)) != 0) {
		uint64_t at = number * BLOCK;

		err = got < 0 ? got : sink_skip(sink, at - sink->at);
		if (!err)
			err = write_block(sink, block,
					  size - at < BLOCK ? (size_t)(size - at)
							    : BLOCK);
		if (!err && mark)
			err = mark->reached(mark->arg, sink->at);
	}
	if (!err)
		err = sink_skip(sink, size - sink->at);
	pool_free(pool);
	return err;
}

int raw_write(const struct export_job *job, struct sink *sink)
{
	return raw_write_from(job, sink, 0, NULL);
}
