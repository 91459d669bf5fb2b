/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "guest/bootsource.h"

#include <string.h>

#include "base/path.h"
#include "format/menulst.h"
#include "guest/boot-internal.h"
#include "guest/grubdefaults.h"

#define KERNEL_CMDLINE "/etc/kernel/cmdline"
#define EXTLINUX       "/etc/update-extlinux.conf"
#define YAST           "/etc/sysconfig/bootloader"

struct sources {
	struct guest *guest;
	struct boot_args *part;
	size_t count;
};

static struct boot_args *add(struct sources *sources, const char *path, unsigned line,
			     struct bytes text, struct span args)
{
	struct pool *pool = sources->guest->pool;
	struct boot_args *part;

	sources->part =
		text_room(pool, sources->part, sources->count, sizeof(*sources->part));
	part = &sources->part[sources->count++];
	*part = boot_args_in(sources->guest, path, line, text, args);
	if (strcmp(path, EXTLINUX) == 0)
		part->loader = BOOT_SYSLINUX;
	return part;
}

/* Assignments of a file of the shell that hold a command line. */
static void add_assignments(struct sources *sources, const char *path,
			    bool (*holds_one)(const char *name))
{
	struct bytes text;
	const struct shellvars *vars;

	if (!tree_has_text(sources->guest->tree, path, &text))
		return;
	vars = shellvars_parse(sources->guest->pool, text);
	for (size_t i = 0; i < vars->count; i++)
		if (!vars->item[i].complex && holds_one(vars->item[i].name))
			add(sources, path, vars->item[i].line, text,
			    vars->item[i].value_span);
}

static bool is_grub_cmdline(const char *name)
{
	return strncmp(name, "GRUB_CMDLINE_LINUX", 18) == 0;
}

/* SUSE's perl-Bootloader; XEN_APPEND would be for the hypervisor. */
static bool is_append(const char *name)
{
	return strcmp(name, "DEFAULT_APPEND") == 0 ||
	       strcmp(name, "FAILSAFE_APPEND") == 0 ||
	       strcmp(name, "XEN_KERNEL_APPEND") == 0;
}

static bool is_extlinux_opts(const char *name)
{
	return strcmp(name, "default_kernel_opts") == 0;
}

/*
 * Alpine's update-extlinux makes "root=" and "modules=" of the variables of those names:
 * the assignments are words of a command line as they stand.
 */
static void add_extlinux(struct sources *sources)
{
	static const char *const words[] = { "root", "modules" };
	const struct shellvars *vars;
	struct bytes text;

	if (!tree_has_text(sources->guest->tree, EXTLINUX, &text))
		return;
	vars = shellvars_parse(sources->guest->pool, text);
	for (size_t i = 0; i < sizeof(words) / sizeof(*words); i++) {
		const struct shell_assignment *item = shellvars_find(vars, words[i]);

		if (item && !item->complex && *item->value)
			add(sources, EXTLINUX, item->line, text, item->span)->is_word =
				true;
	}
	add_assignments(sources, EXTLINUX, is_extlinux_opts);
}

static void add_kernel_cmdline(struct sources *sources)
{
	struct bytes text;

	if (tree_has_text(sources->guest->tree, KERNEL_CMDLINE, &text))
		add(sources, KERNEL_CMDLINE, 1, text, (struct span){ 0, text.len });
}

/* $kernelopts, in the environment block and in grub.cfg for where that is lost. */
static void add_kernelopts(struct sources *sources, const char *config)
{
	struct guest *guest = sources->guest;
	char *path = path_join(guest->pool, path_parent(guest->pool, config), "grubenv");
	const struct grubenv_item *item = NULL;
	const struct grubenv *env;
	const struct grubcfg_set *set;
	struct bytes text;

	if (tree_resolve(guest->tree, path, &path) == 0 &&
	    tree_read(guest->tree, path, &text) == 0) {
		env = grubenv_parse(guest->pool, text);
		item = env ? grubenv_find(env, "kernelopts") : NULL;
	}
	if (item)
		add(sources, path, item->line, text, item->value_span);
	if (tree_read(guest->tree, config, &text) < 0)
		return;
	set = grubcfg_find_set(grubcfg_parse(guest->pool, text), "kernelopts");
	if (set)
		add(sources, config, set->line, text, set->value_span);
}

/* "# kopt=root=/dev/sda1 ro" and "# kopt_2_6=..." of Debian's update-grub. */
static void add_kopt(struct sources *sources, const char *config)
{
	const struct menulst *menu;
	struct bytes text;

	if (tree_read(sources->guest->tree, config, &text) < 0)
		return;
	menu = menulst_parse(sources->guest->pool, text);
	for (size_t i = 0; i < menu->options; i++) {
		const struct menulst_command *option = &menu->option[i];

		if (strcmp(option->name, "kopt") == 0 ||
		    strncmp(option->name, "kopt_", 5) == 0)
			add(sources, config, option->line, text, option->value_span);
	}
}

struct boot_args *guest_boot_sources(struct guest *guest, size_t *count)
{
	struct sources sources = { .guest = guest };
	struct strs defaults = grubdefaults_files(guest);
	struct strs configs = guest_grub_configs(guest);
	struct strs menus = boot_menulst_configs(guest);

	for (size_t i = 0; i < defaults.count; i++)
		add_assignments(&sources, defaults.item[i], is_grub_cmdline);
	add_kernel_cmdline(&sources);
	for (size_t i = 0; i < configs.count; i++)
		add_kernelopts(&sources, configs.item[i]);
	for (size_t i = 0; i < menus.count; i++)
		add_kopt(&sources, menus.item[i]);
	add_extlinux(&sources);
	add_assignments(&sources, YAST, is_append);
	*count = sources.count;
	return sources.part;
}

/* Files whose values end at a blank unless they are quoted. */
static bool is_bare(const struct boot_args *part)
{
	size_t len = strlen(part->source), at = part->args.offset;

	if (strcmp(part->source, EXTLINUX) != 0 && strcmp(part->source, YAST) != 0 &&
	    (len < 4 || strcmp(part->source + len - 4, ".cfg") != 0))
		return false;
	return at == 0 || !strchr("\"'", part->text.data[at - 1]);
}

static struct bytes add_word(struct pool *pool, const struct boot_args *part,
			     const char *word)
{
	char *old = text_str(pool, part->text, part->args);

	if (!is_bare(part))
		return cmdline_add(pool, part->text, part->cmdline, word);
	return text_replace(pool, part->text, part->args,
			    pool_printf(pool, "\"%s%s%s\"", old, *old ? " " : "", word));
}

struct boot_change bootsource_put(struct guest *guest, const char *name,
				  const char *value)
{
	const char *word = pool_printf(guest->pool, "%s=%s", name, value);
	struct boot_change change = { 0 };
	size_t count;
	const struct boot_args *part = guest_boot_sources(guest, &count);

	if (grubdefaults_set_arg(guest, name, value, &change.path, &change.text))
		return change;
	change.path = NULL;
	for (size_t i = 0; i < count && !change.path; i++) {
		const struct cmdline_arg *arg = cmdline_last(part[i].cmdline, name);

		if (strncmp(part[i].source, "/etc/default/", 13) == 0)
			continue;
		if (arg && strcmp(arg->value_text, value) != 0)
			change = boot_changed(
				guest, &part[i],
				text_replace(guest->pool, part[i].text, arg->span, word));
		else if (!arg && !part[i].is_word)
			change = boot_changed(guest, &part[i],
					      add_word(guest->pool, &part[i], word));
		if (change.why_not)
			return change;
	}
	return change;
}
