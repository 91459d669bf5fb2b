/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "guest/grubdefaults.h"

#include <string.h>

#define MAIN "/etc/default/grub"

struct strs grubdefaults_files(struct guest *guest)
{
	struct strs files = { .pool = guest->pool };
	struct strs more = tree_match(guest->tree, "/etc/default/grub.d", "*.cfg");

	if (tree_has(guest->tree, MAIN, TREE_FILE))
		strs_add(&files, MAIN);
	for (size_t i = 0; i < more.count; i++)
		if (tree_has(guest->tree, more.item[i], TREE_FILE))
			strs_add(&files, more.item[i]);
	return files;
}

struct found {
	struct guest *guest;
	struct grubdefaults_arg *arg;
	size_t count;
};

static void add_words(struct found *found, const char *path, struct bytes text,
		      const struct shell_assignment *item, const char *name)
{
	const struct cmdline *words =
		cmdline_parse(found->guest->pool, text, item->value_span);

	for (size_t i = 0; i < words->count; i++) {
		if (!cmdline_same_name(words->arg[i].name, name))
			continue;
		found->arg = text_room(found->guest->pool, found->arg, found->count,
				       sizeof(*found->arg));
		found->arg[found->count++] = (struct grubdefaults_arg){
			.path = path,
			.text = text,
			.line = item->line,
			.variable = item->name,
			.arg = words->arg[i],
		};
	}
}

struct grubdefaults_arg *grubdefaults_args(struct guest *guest, const char *name,
					   size_t *count)
{
	struct found found = { .guest = guest };
	struct strs files = grubdefaults_files(guest);

	for (size_t f = 0; f < files.count; f++) {
		const struct shellvars *vars;
		struct bytes text;

		if (tree_read(guest->tree, files.item[f], &text) < 0)
			continue;
		vars = shellvars_parse(guest->pool, text);
		for (size_t i = 0; i < vars->count; i++)
			if (strncmp(vars->item[i].name, "GRUB_CMDLINE_LINUX", 18) == 0 &&
			    !vars->item[i].complex)
				add_words(&found, files.item[f], text, &vars->item[i],
					  name);
	}
	*count = found.count;
	return found.arg;
}

const struct shell_assignment *grubdefaults_find(struct guest *guest, const char *name,
						 const char **path, struct bytes *text)
{
	const struct shell_assignment *last = NULL;
	struct strs files = grubdefaults_files(guest);

	for (size_t f = 0; f < files.count; f++) {
		const struct shell_assignment *here;
		struct bytes content;

		if (tree_read(guest->tree, files.item[f], &content) < 0)
			continue;
		here = shellvars_find(shellvars_parse(guest->pool, content), name);
		if (here) {
			last = here;
			*path = files.item[f];
			*text = content;
		}
	}
	return last;
}

bool grubdefaults_add(struct guest *guest, const char *args, const char **path,
		      struct bytes *text)
{
	const struct shell_assignment *old =
		grubdefaults_find(guest, "GRUB_CMDLINE_LINUX", path, text);

	if (!old) {
		*path = MAIN;
		if (tree_read(guest->tree, MAIN, text) < 0)
			return false;
		*text = shellvars_set(guest->pool, *text, "GRUB_CMDLINE_LINUX", args);
	} else if (old->quote == SHELL_SINGLE || old->quote == SHELL_DOUBLE) {
		*text = cmdline_add(guest->pool, *text,
				    cmdline_parse(guest->pool, *text, old->value_span),
				    args);
	} else {
		*text = shellvars_set(guest->pool, *text, "GRUB_CMDLINE_LINUX",
				      pool_printf(guest->pool, "%s%s%s", old->value,
						  *old->value ? " " : "", args));
	}
	return true;
}
