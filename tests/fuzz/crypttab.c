/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "format/crypttab.h"
#include "fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct pool *pool = pool_new();
	struct bytes text = { data, size }, done;
	const struct crypttab *table = crypttab_parse(pool, text);

	for (size_t i = 0; i < table->count && i < 32; i++) {
		const struct crypttab_entry *entry = &table->entry[i];

		fuzz_span(pool, text, entry->span);
		for (size_t f = 0; f < entry->count; f++)
			fuzz_span(pool, text, entry->field[f]);
		done = crypttab_set_source(pool, text, entry, "UUID=1");
		if (entry->count > CRYPTTAB_SOURCE)
			fuzz_require(strcmp(crypttab_parse(pool, done)->entry[i].source,
					    "UUID=1") == 0);
		done = crypttab_add_option(pool, text, entry, "nofail");
		if (entry->count > CRYPTTAB_SOURCE && !memchr(data, 0, size))
			fuzz_require(crypttab_has_option(
				&crypttab_parse(pool, done)->entry[i], "nofail"));
	}
	pool_free(pool);
	return 0;
}
