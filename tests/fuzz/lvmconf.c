/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "format/lvmconf.h"
#include "fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct pool *pool = pool_new();
	struct bytes text = { data, size };
	const struct lvmconf *conf = lvmconf_parse(pool, text);
	const struct lvmdevices *devices = lvmdevices_parse(pool, text);

	for (size_t i = 0; i < conf->count && i < 32; i++) {
		const struct lvmconf_item *item = &conf->item[i];

		fuzz_span(pool, text, item->value_span);
		fuzz_require(item->path && item->value);
		for (size_t s = 0; s < item->strings && s < 32; s++)
			fuzz_span(pool, text, item->string[s].span);
	}
	for (size_t i = 0; i < devices->count && i < 32; i++)
		fuzz_span(pool, text, devices->device[i].span);
	lvmconf_default(pool, text, "use_devicesfile");
	lvmconf_set(pool, text, "devices", "use_devicesfile", "0");
	pool_free(pool);
	return 0;
}
