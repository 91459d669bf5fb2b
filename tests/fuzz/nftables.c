/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "format/nftables.h"
#include "fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct pool *pool = pool_new();
	struct bytes text = { data, size };

	fuzz_require(nft_judge(pool, text, 22).answer <= NFT_UNKNOWN);
	pool_free(pool);
	return 0;
}
