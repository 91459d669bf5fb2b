/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A cpio archive, fed whole and in pieces of the length its first byte says. */
#include "format/cpio.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static int on_entry(void *ctx, const struct cpio_entry *entry)
{
	uint64_t *sum = ctx;

	*sum = *sum * 31 + entry->size + entry->mode + (unsigned char)entry->name[0];
	return entry->size & 1 ? CPIO_DATA : CPIO_SKIP;
}

static int on_data(void *ctx, struct bytes chunk)
{
	for (size_t i = 0; i < chunk.len; i++)
		*(uint64_t *)ctx = *(uint64_t *)ctx * 33 + chunk.data[i];
	return 0;
}

static uint64_t run(struct bytes in, size_t piece)
{
	uint64_t sum = 0;
	struct cpio_handler handler = { on_entry, on_data, NULL, &sum };
	struct cpio_reader *reader = malloc(sizeof(*reader));
	int err = 0;
	size_t used, at = 0;

	cpio_start(reader, &handler, 0);
	do {
		struct bytes cut = bytes_slice(in, at, piece);

		err = cpio_feed(reader, cut, &used);
		at += used;
		if (used < cut.len)
			break;
	} while (!err && at < in.len);
	sum = sum * 37 + (uint64_t)(err ? err : cpio_finish(reader));
	sum = sum * 37 + reader->offset;
	free(reader);
	return sum;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct bytes in = { data + 1, size - 1 };

	if (size > 1 && run(in, size) != run(in, data[0] + (size_t)1))
		abort();
	return 0;
}
