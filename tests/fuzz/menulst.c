/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "format/menulst.h"

#include "fuzz.h"

static void check_command(struct pool *pool, struct bytes text,
			  const struct menulst_command *command)
{
	struct menulst_load load;

	fuzz_span(pool, text, command->span);
	fuzz_span(pool, text, command->value_span);
	if (!menulst_load(pool, text, command, &load))
		return;
	fuzz_span(pool, text, load.file_span);
	fuzz_span(pool, text, load.args);
	fuzz_require(span_end(load.args) == span_end(command->value_span));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct pool *pool = pool_new();
	struct bytes text = { data, size };
	const struct menulst *menu = menulst_parse(pool, text);

	for (size_t i = 0; i < menu->commands && i < 32; i++) {
		fuzz_require(menu->command[i].entry < (ptrdiff_t)menu->entries);
		check_command(pool, text, &menu->command[i]);
	}
	for (size_t i = 0; i < menu->options && i < 32; i++)
		check_command(pool, text, &menu->option[i]);
	for (size_t i = 0; i < menu->entries && i < 32; i++)
		fuzz_span(pool, text, menu->entry[i].title_span);
	menulst_default(menu, "1");
	pool_free(pool);
	return 0;
}
