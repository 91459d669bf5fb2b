/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "format/fwzone.h"
#include "fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct pool *pool = pool_new();
	struct bytes text = { data, size };
	struct fwzone zone = fwzone_parse(pool, text, 22);

	fuzz_require(zone.end < size || zone.end == 0);
	if (zone.end)
		fuzz_require(fwzone_parse(pool, fwzone_add_ssh(pool, text, &zone), 22)
				     .has_service);
	pool_free(pool);
	return 0;
}
