/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "format/bls.h"

#include "fuzz.h"

/* An order: A before B is B behind A, and nothing comes before itself. */
static void check_order(struct pool *pool, const char *a, const char *b)
{
	bool exhausted;

	fuzz_require(bls_compare_grub(a, a) == 0);
	fuzz_require(bls_compare_versions(a, a) == 0);
	fuzz_require((bls_compare_grub(a, b) < 0) == (bls_compare_grub(b, a) > 0));
	fuzz_require((bls_compare_versions(a, b) < 0) ==
		     (bls_compare_versions(b, a) > 0));
	fuzz_require(strlen(bls_id(pool, a, &exhausted)) <= strlen(a));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct pool *pool = pool_new();
	struct bytes text = { data, size };
	const struct bls *bls = bls_parse(pool, text);

	for (size_t i = 0; i < bls->count && i < 32; i++) {
		const struct bls_line *line = &bls->item[i];

		fuzz_span(pool, text, line->span);
		fuzz_span(pool, text, line->value_span);
		fuzz_require(bls_next(bls, NULL, line->key) <= line);
		check_order(pool, line->key, line->value);
	}
	pool_free(pool);
	return 0;
}
