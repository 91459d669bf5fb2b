/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A boot loader as it lies on an EFI system partition. */
#include "format/efiloader.h"

#include "fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct pool *pool = pool_new();
	const struct efiloader *loader =
		efiloader_read(pool, (struct bytes){ data, size });

	if (loader) {
		fuzz_require(loader->kind != EFILOADER_SHIM || loader->next);
		fuzz_require(loader->kind != EFILOADER_GRUB2 || loader->prefix);
		(void)efiloader_sbat_level(loader->sbat, "shim");
		fuzz_require(efiloader_same_maker(loader, loader));
	}
	pool_free(pool);
	return 0;
}
