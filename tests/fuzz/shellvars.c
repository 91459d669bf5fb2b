/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <string.h>

#include "format/modlist.h"
#include "format/shellvars.h"
#include "fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const char value[] = "it's \"$x\" `y` \\z";
	struct pool *pool = pool_new();
	struct bytes text = { data, size }, done;
	struct shellvars *vars = shellvars_parse(pool, text);

	for (size_t i = 0; i < vars->count && i < 32; i++) {
		const struct shell_assignment *a = &vars->item[i];

		fuzz_span(pool, text, a->span);
		fuzz_span(pool, text, a->right);
		fuzz_span(pool, text, a->value_span);
		fuzz_require(a->line == text_line_of(text, a->span.offset));
		done = shellvars_set(pool, text, a->name, value);
		fuzz_require(strcmp(shellvars_get(shellvars_parse(pool, done), a->name),
				    value) == 0);
	}
	shellvars_set(pool, text, "GRUB_CMDLINE_LINUX", value);
	modlist_parse(pool, text);
	pool_free(pool);
	return 0;
}
