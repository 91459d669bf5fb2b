/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "format/mdadm.h"
#include "fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct pool *pool = pool_new();
	struct bytes text = { data, size };
	const struct mdadm *conf = mdadm_parse(pool, text);

	for (size_t i = 0; i < conf->count && i < 32; i++) {
		const struct mdadm_line *line = &conf->item[i];
		const char *value;

		fuzz_require(line->words > 0);
		fuzz_span(pool, text, line->span);
		for (size_t w = 0; w < line->words && w < 32; w++) {
			fuzz_span(pool, text, line->word[w].span);
			fuzz_require(mdadm_drop(pool, text, &line->word[w]).len <
				     text.len);
		}
		mdadm_find(line, "uuid", &value);
		mdadm_is(line, "array");
	}
	pool_free(pool);
	return 0;
}
