/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <string.h>

#include "format/interfaces.h"
#include "fuzz.h"

static void check_option(struct pool *pool, struct bytes text,
			 const struct interfaces_option *option)
{
	fuzz_require(option->line == text_line_of(text, option->span.offset));
	fuzz_span(pool, text, option->span);
	fuzz_span(pool, text, option->value);
	for (size_t i = 0; i < option->words && i < 16; i++)
		fuzz_span(pool, text, option->word[i].span);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct pool *pool = pool_new();
	struct bytes text = { data, size }, done;
	struct interfaces *file = interfaces_parse(pool, text);

	for (size_t i = 0; i < file->count && i < 32; i++) {
		const struct interfaces_stanza *s = &file->stanza[i];

		fuzz_span(pool, text, s->span);
		for (size_t k = 0; k < s->options && k < 16; k++)
			check_option(pool, text, &s->option[k]);
		interfaces_kind(s);
		if (s->kind != INTERFACES_IFACE)
			continue;
		done = interfaces_make_dhcp(pool, text, s);
		fuzz_require(interfaces_parse(pool, done)->count == file->count);
		if (!memchr(data, 0, size))
			fuzz_require(bytes_equal(
				interfaces_rename(pool, text, s->name, s->name), text));
	}
	interfaces_rename(pool, text, "eth0", "ens3");
	pool_free(pool);
	return 0;
}
