/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "format/iptables.h"
#include "fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct pool *pool = pool_new();
	struct bytes text = { data, size };
	struct iptables_verdict verdict = iptables_judge(pool, text, "INPUT", 22);

	fuzz_require(verdict.offset <= size);
	fuzz_require(verdict.answer <= IPTABLES_RETURNS);
	pool_free(pool);
	return 0;
}
