/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <string.h>

#include "format/ini.h"
#include "format/udevrules.h"
#include "fuzz.h"

static void check_rules(struct pool *pool, struct bytes text)
{
	struct udevrules *rules = udevrules_parse(pool, text);

	for (size_t i = 0; i < rules->count && i < 32; i++) {
		fuzz_span(pool, text, rules->rule[i].span);
		fuzz_span(pool, text, rules->rule[i].name_span);
		fuzz_span(pool, text, rules->rule[i].mac_span);
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct pool *pool = pool_new();
	struct bytes text = { data, size }, done;
	struct ini *ini = ini_parse(pool, text);

	for (size_t i = 0; i < ini->count && i < 32; i++) {
		const struct ini_section *s = &ini->section[i];

		fuzz_span(pool, text, s->span);
		for (size_t k = 0; k < s->keys && k < 16; k++) {
			fuzz_span(pool, text, s->key[k].span);
			fuzz_span(pool, text, s->key[k].value_span);
			done = ini_set(pool, text, s->name, s->key[k].name, "v");
			fuzz_require(strcmp(ini_get(ini_parse(pool, done), s->name,
						    s->key[k].name),
					    "v") == 0);
		}
	}
	ini_set(pool, text, "Network", "DHCP", "yes");
	check_rules(pool, text);
	pool_free(pool);
	return 0;
}
