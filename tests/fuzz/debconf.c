/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <string.h>

#include "format/debconf.h"
#include "fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct pool *pool = pool_new();
	struct bytes text = { data, size }, done;
	struct debconf *db = debconf_parse(pool, text);

	for (size_t i = 0; i < db->count && i < 32; i++) {
		const struct debconf_item *item = &db->item[i];

		for (size_t f = 0; f < item->fields; f++) {
			fuzz_span(pool, text, item->field[f].span);
			fuzz_span(pool, text, item->field[f].value_span);
			fuzz_require(item->field[f].line ==
				     text_line_of(text, item->field[f].span.offset));
		}
		if (!*item->name)
			continue;
		done = debconf_set(pool, text, item->name, "Value", "/dev/vda");
		fuzz_require(strcmp(debconf_get(debconf_parse(pool, done), item->name),
				    "/dev/vda") == 0);
	}
	pool_free(pool);
	return 0;
}
