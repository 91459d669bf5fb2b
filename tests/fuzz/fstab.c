/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <string.h>

#include "format/fstab.h"
#include "fuzz.h"

static void edit(struct pool *pool, struct bytes text, const struct fstab *fstab,
		 size_t i)
{
	const struct fstab_entry *e = &fstab->entry[i];
	struct bytes done = fstab_replace_field(pool, text, e, FSTAB_SPEC, "UUID=a b\\c");
	const struct fstab *again = fstab_parse(pool, done);

	fuzz_require(again->count == fstab->count);
	fuzz_require(strcmp(again->entry[i].spec, "UUID=a b\\c") == 0);
	fuzz_require(again->entry[i].line == e->line);
	if (e->count < FSTAB_OPTIONS)
		return;
	done = fstab_add_options(pool, text, e, "nofail,x-systemd.device-timeout=5s");
	again = fstab_parse(pool, done);
	fuzz_require(again->count == fstab->count);
	if (!strchr(again->entry[i].options, '"'))
		fuzz_require(fstab_has_option(&again->entry[i], "nofail"));
	done = fstab_set_passno(pool, text, e, 7);
	again = fstab_parse(pool, done);
	fuzz_require(again->entry[i].passno == 7);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct pool *pool = pool_new();
	struct bytes text = { data, size };
	struct fstab *fstab = fstab_parse(pool, text);

	for (size_t i = 0; i < fstab->count && i < 64; i++) {
		const struct fstab_entry *e = &fstab->entry[i];

		fuzz_span(pool, text, e->span);
		fuzz_require(e->line == text_line_of(text, e->span.offset));
		for (unsigned f = 0; f < FSTAB_FIELDS && f < e->count; f++)
			fuzz_span(pool, text, e->field[f]);
		if (size < 4096 && !memchr(data, 0, size))
			edit(pool, text, fstab, i);
	}
	pool_free(pool);
	return 0;
}
