/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "host/padtable.h"

#include <errno.h>
#include <string.h>

#include "format/table.h"
#include "host/blockread.h"

enum { SECTOR = 512 };

static int read_disk(void *ctx, uint64_t offset, void *buf, size_t len)
{
	const struct export_disk *disk = ctx;

	if (offset > disk->size || len > disk->size - offset)
		return -EIO;
	return export_read(disk, offset, buf, len);
}

/* Whether the backup GPT is whole, and nothing else is wrong with it. */
static bool has_to_move(const struct table *table)
{
	return table->kind == TABLE_GPT && table->backup == TABLE_BACKUP_ELSEWHERE &&
	       !table->backup_used && !table->unprotected;
}

static int move(struct pool *pool, struct blockread *reader, bool *moved,
		const char **why, struct host_error *error)
{
	struct export_disk disk = *blockread_disk(reader);
	const struct table_source source = {
		.read = read_disk, .ctx = &disk, .size = disk.size, .sector = SECTOR
	};
	struct table_patch *patch;
	struct table *table;
	const char *reason;
	size_t count;
	int err = table_read(pool, &source, &table);

	if (err)
		return err;
	if (!has_to_move(table)) {
		if (table->kind == TABLE_GPT && table->backup != TABLE_BACKUP_GOOD)
			*why = table->problem;
		return 0;
	}
	if (table_mend(pool, &source, &patch, &count, &reason) < 0) {
		*why = reason;
		return 0;
	}
	for (size_t i = 0; !err && i < count; i++)
		err = blockread_write(reader, patch[i].offset, patch[i].after.data,
				      patch[i].after.len, error);
	if (!err)
		err = blockread_flush(reader, error);
	*moved = !err && count > 0;
	return err;
}

int padtable_move(struct pool *pool, const struct output_job *job,
		  const struct workdir *work, bool *moved, const char **why,
		  struct host_error *error)
{
	struct blockread *reader = NULL;
	int err = blockread_open_writable(pool, output_disk_spec(job), work, &reader,
					  error);

	*moved = false;
	*why = NULL;
	if (!err) {
		err = move(pool, reader, moved, why, error);
		(void)blockread_failed(reader, error);
	}
	blockread_close(reader);
	return err;
}
