/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "format/syslinux.h"

#include "fuzz.h"

static void check_value(struct pool *pool, struct bytes text,
			const struct syslinux_value *value)
{
	fuzz_span(pool, text, value->span);
	if (value->value && !memchr(text.data, 0, text.len))
		fuzz_require(strcmp(text_str(pool, text, value->span), value->value) ==
			     0);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct pool *pool = pool_new();
	struct bytes text = { data, size };
	const struct syslinux *file = syslinux_parse(pool, text);

	for (size_t i = 0; i < file->labels && i < 32; i++) {
		check_value(pool, text, &file->label[i].kernel);
		check_value(pool, text, &file->label[i].initrd);
		check_value(pool, text, &file->label[i].append);
		check_value(pool, text, &file->label[i].title);
	}
	for (size_t i = 0; i < file->includes && i < 32; i++)
		check_value(pool, text, &file->include[i]);
	check_value(pool, text, &file->ui);
	check_value(pool, text, &file->start);
	check_value(pool, text, &file->ontimeout);
	check_value(pool, text, &file->append);
	pool_free(pool);
	return 0;
}
