/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What starts a system. */
#include "roundtrip.h"

#include <string.h>

#include "format/bls.h"
#include "format/cmdline.h"
#include "format/grubcfg.h"
#include "format/grubenv.h"
#include "format/menulst.h"
#include "format/pe.h"
#include "format/syslinux.h"

static void bls(struct pool *pool, struct bytes text)
{
	const struct bls *file = bls_parse(pool, text);

	for (size_t i = 0; i < file->count; i++) {
		span(file->item[i].span, file->item[i].line);
		span(file->item[i].value_span, file->item[i].line);
	}
	nothing_lost("#\r");
}

static void grub_load(struct pool *pool, struct bytes text,
		      const struct grubcfg_load *load)
{
	const struct cmdline *cmdline = cmdline_parse(pool, text, load->args);

	for (size_t i = 0; i < load->files; i++)
		span(load->file[i].span, load->line);
	for (size_t i = 0; i < cmdline->count; i++) {
		span(cmdline->arg[i].span, load->line);
		span(cmdline->arg[i].value, load->line);
	}
	span(cmdline->rest, load->line);
}

static void grubcfg(struct pool *pool, struct bytes text)
{
	const struct grubcfg *cfg = grubcfg_parse(pool, text);

	if (cfg->too_deep)
		complain(1, "too deep");
	for (size_t i = 0; i < cfg->loads; i++)
		grub_load(pool, text, &cfg->load[i]);
	for (size_t i = 0; i < cfg->entries; i++) {
		span(cfg->entry[i].title_span, cfg->entry[i].line);
		span(cfg->entry[i].id_span, cfg->entry[i].line);
	}
	for (size_t i = 0; i < cfg->searches; i++)
		span(cfg->search[i].key.span, cfg->search[i].line);
	for (size_t i = 0; i < cfg->sets; i++)
		span(cfg->set[i].value_span, cfg->set[i].line);
	for (size_t i = 0; i < cfg->files; i++)
		span(cfg->file[i].path.span, cfg->file[i].line);
}

static void grubenv(struct pool *pool, struct bytes text)
{
	const struct grubenv *env = grubenv_parse(pool, text);
	struct bytes done;

	if (!env) {
		complain(1, "no environment block");
		return;
	}
	for (size_t i = 0; i < env->count; i++) {
		const struct grubenv_item *item = &env->item[i];

		span(item->span, item->line);
		if (grubenv_set(pool, text, item->name, item->value, &done) < 0)
			complain(item->line, "cannot be set");
		else
			same(done, item->name, item->line);
	}
	nothing_lost("#");
}

static void menulst(struct pool *pool, struct bytes text)
{
	const struct menulst *menu = menulst_parse(pool, text);
	struct menulst_load load;

	for (size_t i = 0; i < menu->entries; i++)
		span(menu->entry[i].title_span, menu->entry[i].line);
	for (size_t i = 0; i < menu->options; i++)
		span(menu->option[i].span, menu->option[i].line);
	for (size_t i = 0; i < menu->commands; i++) {
		const struct menulst_command *command = &menu->command[i];

		span(command->span, command->line);
		span(command->value_span, command->line);
		if (strcmp(command->name, "kernel") == 0 &&
		    !menulst_load(pool, text, command, &load))
			complain(command->line, "loads nothing");
	}
	nothing_lost("#t");
}

/* Nothing edits a PE image: its parts are to be found. */
static void pe(struct pool *pool, struct bytes text)
{
	const struct pe *image = pe_parse(pool, text);

	if (!image || image->cut || !pe_architecture(image) || !pe_find(image, ".sbat"))
		complain(1, "no whole PE image");
}

static void syslinux(struct pool *pool, struct bytes text)
{
	const struct syslinux *file = syslinux_parse(pool, text);

	if (file->labels == 0)
		complain(1, "no label");
	for (size_t i = 0; i < file->labels; i++) {
		span(file->label[i].kernel.span, file->label[i].line);
		span(file->label[i].initrd.span, file->label[i].line);
		span(file->label[i].append.span, file->label[i].line);
	}
}

const struct syntax boot_syntaxes[] = {
	{ "bls", bls },
	{ "grubcfg", grubcfg },
	{ "grubenv", grubenv },
	{ "menulst", menulst },
	{ "pe", pe },
	{ "syslinux", syslinux },
	{ 0 },
};
