/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "guest/grubmenu.h"

#include <stdlib.h>
#include <string.h>

#include "base/path.h"
#include "format/grubenv.h"

static const char *saved_entry(struct guest *guest, const char *config)
{
	char *path = path_join(guest->pool, path_parent(guest->pool, config), "grubenv");
	const struct grubenv *env;
	struct bytes text;

	if (!tree_has_text(guest->tree, path, &text))
		return NULL;
	env = grubenv_parse(guest->pool, text);
	return env ? grubenv_get(env, "saved_entry") : NULL;
}

static bool is_in(const struct grubmenu *menu, const struct boot_entry *entry)
{
	return (entry->loader == BOOT_GRUB2 || entry->loader == BOOT_GRUB2_BLS) &&
	       strcmp(entry->config, menu->config) == 0;
}

/* The entries that blscfg adds are told by the names of their files, and counted. */
static bool names_bls(const struct grubmenu *menu, const struct boot *boot)
{
	bool number = strspn(menu->named, "0123456789") == strlen(menu->named);
	unsigned long entries = 0;

	for (size_t i = 0; i < boot->count; i++) {
		const struct boot_entry *entry = &boot->entry[i];

		if (!is_in(menu, entry))
			continue;
		entries++;
		if ((entry->id && strcmp(entry->id, menu->named) == 0) ||
		    strcmp(entry->title, menu->named) == 0)
			return true;
	}
	return number && strtoul(menu->named, NULL, 10) < entries;
}

/* "if keystatus --shift; then set timeout=-1": somebody is at the keyboard then. */
static bool is_asked_for(const struct grubmenu *menu, const struct grubcfg_set *set)
{
	struct span line;
	size_t at = 0;
	struct bytes before = { 0 };

	for (unsigned number = 1;
	     number < set->line && text_next_line(menu->text, &at, &line); number++)
		before = text_slice(menu->text, line);
	return bytes_find(before, bytes_of("keystatus"), 0) >= 0;
}

/* What waits: a number below 0, set outside of entries. */
static void judge_timeout(struct grubmenu *menu)
{
	bool any = false;

	for (size_t i = 0; i < menu->cfg->sets; i++) {
		const struct grubcfg_set *set = &menu->cfg->set[i];

		if (strcmp(set->name, "timeout") != 0 || set->entry != GRUBCFG_TOP)
			continue;
		any = true;
		if (set->value[0] == '-' && !menu->endless && !is_asked_for(menu, set))
			menu->endless = set;
	}
	menu->no_timeout = !any && menu->cfg->files == 0;
}

/* Superusers that are only set where a file with a password exists are left out. */
static bool asks_password(const struct grubmenu *menu)
{
	const struct grubcfg *cfg = menu->cfg;
	const struct grubcfg_set *users = grubcfg_find_set(cfg, "superusers");

	if (!users || users->conditional || !*users->value ||
	    menu->starts->loader != BOOT_GRUB2)
		return false;
	for (size_t i = 0; i < cfg->loads; i++)
		if (cfg->load[i].line == menu->starts->file_line &&
		    cfg->load[i].entry >= 0)
			return !cfg->entry[cfg->load[i].entry].unrestricted;
	return false;
}

static bool read_menu(struct guest *guest, const struct boot *boot, const char *config,
		      struct grubmenu *menu)
{
	bool any = false;

	*menu = (struct grubmenu){ .config = config };
	if (tree_read(guest->tree, config, &menu->text) < 0)
		return false;
	menu->cfg = grubcfg_parse(guest->pool, menu->text);
	for (size_t i = 0; i < boot->count; i++) {
		any |= is_in(menu, &boot->entry[i]);
		if (is_in(menu, &boot->entry[i]) && boot->entry[i].is_default)
			menu->starts = &boot->entry[i];
	}
	menu->named = grubcfg_default_value(menu->cfg, saved_entry(guest, config));
	menu->names_nothing = *menu->named &&
			      !grubcfg_has_path(guest->pool, menu->cfg, menu->named) &&
			      !(menu->cfg->blscfg && names_bls(menu, boot));
	judge_timeout(menu);
	menu->asks_password = menu->starts && asks_password(menu);
	return any;
}

struct grubmenu *guest_grub_menus(struct guest *guest, const struct boot *boot,
				  size_t *count)
{
	struct strs configs = guest_grub_configs(guest);
	struct grubmenu *menus =
		pool_alloc(guest->pool, (configs.count + 1) * sizeof(*menus));

	*count = 0;
	for (size_t i = 0; i < configs.count; i++)
		*count += read_menu(guest, boot, configs.item[i], &menus[*count]);
	return menus;
}
