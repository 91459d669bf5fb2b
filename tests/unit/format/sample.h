/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Real files as test input: tests/format/<syntax>/<name>, read from the source directory.
 */
#pragma once

#include "base/bytes.h"

#include "test.h"

static inline struct bytes sample_read(struct pool *pool, const char *name)
{
	FILE *file = fopen(pool_printf(pool, "tests/format/%s", name), "re");
	struct buf buf = { .pool = pool };
	unsigned char chunk[4096];
	size_t len;

	if (!EXPECT(file))
		return buf_bytes(&buf);
	while ((len = fread(chunk, 1, sizeof(chunk), file)) > 0)
		buf_add(&buf, (struct bytes){ chunk, len });
	(void)fclose(file);
	return buf_bytes(&buf);
}
