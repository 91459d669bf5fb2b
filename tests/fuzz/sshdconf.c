/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "format/sshdconf.h"
#include "fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct pool *pool = pool_new();
	struct bytes text = { data, size };
	const struct sshdconf *conf = sshdconf_parse(pool, text);

	for (size_t i = 0; i < conf->count && i < 64; i++) {
		const struct sshd_line *line = &conf->line[i];

		fuzz_span(pool, text, line->span);
		fuzz_require(line->line == text_line_of(text, line->span.offset));
		for (size_t a = 0; a < line->arg.count; a++)
			fuzz_require(strlen(line->arg.item[a]) <= line->span.len);
	}
	pool_free(pool);
	return 0;
}
