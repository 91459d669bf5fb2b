/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What was added to a script is loaded by it. */
#include "format/nash.h"
#include "fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct pool *pool = pool_new();
	struct strs files = { .pool = pool };
	struct bytes text = { data, size }, after;

	(void)nash_is(text);
	(void)nash_loads(text, "jbd");
	strs_add(&files, "virtio_blk.ko");
	after = nash_insmod(pool, text, &files);
	fuzz_require(after.len == 0 ||
		     (after.len > size && nash_loads(after, "virtio-blk")));
	pool_free(pool);
	return 0;
}
