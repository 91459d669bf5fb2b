/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Any compressed stream: never more out than asked for, never more used than given. */
#include "format/inflate.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static int count(void *ctx, struct bytes chunk)
{
	*(uint64_t *)ctx += chunk.len;
	return 0;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	uint64_t limit = 1 << 20, out = 0;
	size_t used;

	(void)inflate_stream((struct bytes){ data, size }, &used, limit, count, &out);
	if (out > limit || used > size)
		abort();
	return 0;
}
