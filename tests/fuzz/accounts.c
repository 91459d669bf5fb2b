/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "format/accounts.h"
#include "format/crypthash.h"
#include "fuzz.h"

static void edit(struct pool *pool, struct bytes text, const struct accounts *accounts,
		 size_t i)
{
	struct bytes done =
		account_set(pool, text, &accounts->item[i], SHADOW_HASH, "$6$new");
	const struct accounts *again = accounts_parse(pool, done);

	fuzz_require(again->count == accounts->count);
	fuzz_require(strcmp(account_field(pool, done, &again->item[i], SHADOW_HASH),
			    "$6$new") == 0);
	fuzz_require(again->item[i].line == accounts->item[i].line);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct pool *pool = pool_new();
	struct bytes text = { data, size };
	const struct accounts *accounts = accounts_parse(pool, text);

	for (size_t i = 0; i < accounts->count && i < 32; i++) {
		const struct account *one = &accounts->item[i];

		fuzz_span(pool, text, one->span);
		for (size_t f = 0; f < one->count; f++) {
			struct crypthash hash =
				crypthash_parse(account_field(pool, text, one, f));

			fuzz_span(pool, text, one->field[f]);
			fuzz_require(hash.scheme < CRYPT_SCHEMES);
			fuzz_require(account_number(text, one, f) >= -1);
		}
		edit(pool, text, accounts, i);
	}
	pool_free(pool);
	return 0;
}
