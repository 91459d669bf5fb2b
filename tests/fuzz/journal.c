/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "format/journal.h"
#include "fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct pool *pool = pool_new();
	struct bytes file = { data, size };
	struct journal *journal;

	if (journal_read(pool, file, 3, &journal) == 0) {
		fuzz_require(journal->count <= JOURNAL_ENTRIES_MAX);
		for (size_t i = 0; i < journal->count; i++) {
			fuzz_require(journal->entry[i].message && journal->entry[i].from);
			fuzz_require(i == 0 || journal->entry[i - 1].number <=
						       journal->entry[i].number);
		}
	}
	pool_free(pool);
	return 0;
}
