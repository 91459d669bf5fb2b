/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "format/grubenv.h"

#include "fuzz.h"

static void check_item(struct pool *pool, struct bytes text, const struct grubenv *env,
		       const struct grubenv_item *item)
{
	struct bytes done;

	fuzz_require(span_end(item->span) <= text.len);
	fuzz_require(span_end(item->value_span) == span_end(item->span));
	fuzz_require(grubenv_find(env, item->name) != NULL);
	if (grubenv_replace(pool, text, item->value_span, "drydock", &done) == 0) {
		fuzz_require(done.len == GRUBENV_LEN);
		fuzz_require(grubenv_parse(pool, done)->count <= env->count);
	}
	if (grubenv_set(pool, text, item->name, "a\\b", &done) == 0) {
		fuzz_require(done.len == GRUBENV_LEN);
		fuzz_require(strcmp(grubenv_get(grubenv_parse(pool, done), item->name),
				    "a\\b") == 0);
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct pool *pool = pool_new();
	struct bytes text = { data, size };
	const struct grubenv *env = grubenv_parse(pool, text);

	for (size_t i = 0; env && i < env->count && i < 32; i++)
		check_item(pool, text, env, &env->item[i]);
	pool_free(pool);
	return 0;
}
