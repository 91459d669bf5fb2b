/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "export/zvhd-internal.h"

#include <string.h>

/* zstd's default; zlib's level is the one that Huawei's own tool has. */
enum { LEVEL_ZSTD = 3, LEVEL_ZLIB = 1 };

static int write_head(const struct zvhd_head *head, struct sink *sink)
{
	unsigned char unit[ZVHD_UNIT];

	zvhd_head_put(head, unit);
	return sink_write(sink, unit, sizeof(unit));
}

int zvhd_write(const struct export_job *job, struct sink *sink)
{
	struct zvhd_head head = { .pack = PACK_ZLIB };
	struct zvhd_records records = { .head = &head,
					.walk = { job->disk, ZVHD_BLOCK, 0 },
					.sink = sink,
					.kind = PACK_DEFLATE_PART,
					.level = LEVEL_ZLIB };
	int err = zvhd_head_begin(&head, job->disk->size);

	if (!err)
		err = write_head(&head, sink);
	if (!err)
		err = zvhd_records_write(&records);
	return err ? err : write_head(&head, sink);
}

/* The tables, and the header that says where they are. */
static int write_tables(struct zvhd_head *head, const struct buf *index,
			const unsigned char *bitmap, struct sink *sink)
{
	int err;

	head->index = sink->at;
	head->bitmap = head->index + zvhd_index_bytes(head);
	err = sink_write(sink, index->data, index->len);
	if (!err)
		err = sink_zeroes(sink, head->bitmap - sink->at);
	if (!err)
		err = sink_write(sink, bitmap, zvhd_bitmap_bytes(head));
	return err ? err : write_head(head, sink);
}

static int write_zvhd2(const struct export_job *job, struct pool *pool,
		       struct zvhd_head *head, struct sink *sink)
{
	struct buf index = { .pool = pool };
	unsigned char *bitmap = pool_alloc(pool, zvhd_bitmap_bytes(head));
	struct zvhd_records records = { .head = head,
					.walk = { job->disk, ZVHD_BLOCK, 0 },
					.sink = sink,
					.kind = head->pack,
					.level = head->pack == PACK_ZSTD ? LEVEL_ZSTD
									 : LEVEL_ZLIB,
					.index = &index,
					.bitmap = bitmap };
	int err = write_head(head, sink);

	if (!err)
		err = zvhd_records_write(&records);
	if (!err)
		err = write_head(head, sink);
	return err ? err : write_tables(head, &index, bitmap, sink);
}

int zvhd2_write(const struct export_job *job, struct sink *sink)
{
	bool zlib = job->compression && strcmp(job->compression, "zlib") == 0;
	struct zvhd_head head = { .is_zvhd2 = true,
				  .pack = zlib ? PACK_ZLIB : PACK_ZSTD };
	int err = zvhd_head_begin(&head, job->disk->size);
	struct pool *pool;

	if (err)
		return err;
	pool = pool_new();
	err = write_zvhd2(job, pool, &head, sink);
	pool_free(pool);
	return err;
}
