/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A disk of which the input is the beginning and, for a backup table, the end. */
#include "format/table.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

enum { DISK = 1 << 24, TAIL = 17 * 1024 };

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static int on_read(void *ctx, uint64_t offset, void *buf, size_t len)
{
	const struct bytes *in = ctx;
	struct bytes part;

	if (offset > DISK || len > DISK - offset)
		return -EIO;
	memset(buf, 0, len);
	if (offset >= DISK - TAIL)
		offset -= DISK - TAIL;
	part = bytes_slice(*in, offset, len);
	if (part.len)
		memcpy(buf, part.data, part.len);
	return 0;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct bytes in = { data, size };
	struct table_source source = { on_read, &in, DISK };
	struct pool *pool = pool_new();
	struct table *table;

	if (table_read(pool, &source, &table) == 0)
		for (size_t i = 0; i < table->count; i++)
			if (!table->partition[i].partuuid || !table->partition[i].type)
				abort();
	pool_free(pool);
	return 0;
}
