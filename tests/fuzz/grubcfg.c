/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <string.h>

#include "format/cmdline.h"
#include "format/grubcfg.h"
#include "fuzz.h"

static void check_args(struct pool *pool, struct bytes text, struct span args)
{
	struct cmdline *cmdline = cmdline_parse(pool, text, args);

	for (size_t i = 0; i < cmdline->count && i < 32; i++) {
		fuzz_span(pool, text, cmdline->arg[i].span);
		fuzz_span(pool, text, cmdline->arg[i].value);
		cmdline_remove(pool, text, cmdline, &cmdline->arg[i]);
	}
	fuzz_span(pool, text, cmdline->rest);
	cmdline_add(pool, text, cmdline, "console=ttyS0");
}

static void check_loads(struct pool *pool, struct bytes text, const struct grubcfg *cfg)
{
	for (size_t i = 0; i < cfg->loads && i < 32; i++) {
		const struct grubcfg_load *load = &cfg->load[i];

		fuzz_require(load->entry < (ptrdiff_t)cfg->entries);
		for (size_t k = 0; k < load->files && k < 32; k++)
			fuzz_span(pool, text, load->file[k].span);
		fuzz_span(pool, text, load->args);
		check_args(pool, text, load->args);
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct pool *pool = pool_new();
	struct bytes text = { data, size };
	struct grubcfg *cfg = grubcfg_parse(pool, text);

	check_loads(pool, text, cfg);
	for (size_t i = 0; i < cfg->entries && i < 32; i++) {
		fuzz_require(cfg->entry[i].parent < (ptrdiff_t)i);
		fuzz_span(pool, text, cfg->entry[i].title_span);
		fuzz_span(pool, text, cfg->entry[i].id_span);
		grubcfg_default(pool, cfg, cfg->entry[i].title);
	}
	for (size_t i = 0; i < cfg->searches && i < 32; i++)
		fuzz_span(pool, text, cfg->search[i].key.span);
	for (size_t i = 0; i < cfg->sets && i < 32; i++)
		fuzz_span(pool, text, cfg->set[i].value_span);
	grubcfg_default(pool, cfg, NULL);
	pool_free(pool);
	return 0;
}
