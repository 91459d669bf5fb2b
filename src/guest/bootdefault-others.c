/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The default entry of loaders other than GRUB 2. */
#include "guest/bootdefault-internal.h"

#include <string.h>

#include "format/bls.h"
#include "format/menulst.h"

const char *bootdefault_menulst_name(struct guest *guest, const struct boot_entry *entry)
{
	const struct menulst *menu;
	struct bytes text;

	if (tree_read(guest->tree, entry->file, &text) < 0)
		return NULL;
	menu = menulst_parse(guest->pool, text);
	for (size_t i = 0; i < menu->commands; i++)
		if (menu->command[i].line == entry->file_line &&
		    menu->command[i].entry >= 0)
			return pool_printf(guest->pool, "%td", menu->command[i].entry);
	return NULL;
}

int bootdefault_menulst_plan(struct guest *guest, const char *config, const char *name,
			     struct bootdefault *edits)
{
	const struct menulst_command *said = NULL, *next = NULL;
	const struct menulst *menu;
	struct bytes text;
	int err = tree_read(guest->tree, config, &text);

	if (err < 0)
		return err;
	menu = menulst_parse(guest->pool, text);
	while ((next = menulst_next(menu, said, MENULST_TOP, "default")))
		said = next;
	if (said)
		text = text_replace(guest->pool, text, said->value_span, name);
	else
		text = text_insert(guest->pool, text, 0,
				   pool_printf(guest->pool, "default %s%s", name,
					       text_line_end(text)));
	bootdefault_add(guest, edits, config, text);
	return 0;
}

int bootdefault_systemd_plan(struct guest *guest, const char *config, const char *name,
			     struct bootdefault *edits)
{
	char *value = pool_printf(guest->pool, "%s.conf", name);
	const struct bls_line *said;
	struct bytes text;
	int err = tree_read(guest->tree, config, &text);

	if (err < 0)
		return err;
	said = bls_next(bls_parse(guest->pool, text), NULL, "default");
	if (said)
		text = text_replace(guest->pool, text, said->value_span, value);
	else
		text = text_append_line(guest->pool, text,
					pool_printf(guest->pool, "default %s", value));
	bootdefault_add(guest, edits, config, text);
	return 0;
}
