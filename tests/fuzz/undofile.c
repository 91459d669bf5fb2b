/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "format/undofile.h"

#include "base/hash.h"

#include "fuzz.h"

static void check(struct pool *pool, struct bytes text)
{
	struct undo_log log;
	struct buf again = { .pool = pool };

	if (undofile_parse(pool, text, &log) < 0)
		return;
	undofile_print(&again, &log);
	fuzz_require(bytes_equal(buf_bytes(&again), text));
	for (size_t i = 0; i < log.files; i++)
		fuzz_require(log.file[i].path[0] == '/');
	for (size_t i = 0; i < log.blocks; i++)
		fuzz_require(log.block[i].before.len == log.block[i].after.len);
}

/* As it is, and with the sum that it lacks: nobody would find that by trying. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct pool *pool = pool_new();
	struct buf whole = { .pool = pool };
	unsigned char sum[UNDO_SHA256];

	check(pool, (struct bytes){ data, size });
	buf_add(&whole, (struct bytes){ data, size });
	hash_of(data, size, sum);
	undofile_print_end(&whole, sum);
	check(pool, buf_bytes(&whole));
	pool_free(pool);
	return 0;
}
