/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A module that was freed is not blocked any more, and only lines of its own changed. */
#include "format/modprobe.h"
#include "fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct pool *pool = pool_new();
	struct bytes text = { data, size }, after;
	const struct modprobe *before = modprobe_parse(pool, text), *left;
	struct strs names = { .pool = pool };

	for (size_t i = 0; i < before->count && i < 8; i++) {
		fuzz_span(pool, text, before->block[i].span);
		strs_add(&names, before->block[i].name);
	}
	after = modprobe_unblock(pool, text, &names);
	fuzz_require(after.len >= size);
	left = modprobe_parse(pool, after);
	for (size_t i = 0; i < left->count; i++)
		fuzz_require(!strs_has(&names, left->block[i].name));
	pool_free(pool);
	return 0;
}
