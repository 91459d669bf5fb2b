/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "guest/grubdefaults.h"

#include <string.h>

#define MAIN  "/etc/default/grub"
#define LINUX "GRUB_CMDLINE_LINUX"

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
			if (strncmp(vars->item[i].name, LINUX, strlen(LINUX)) == 0 &&
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

static struct bytes add_word(struct guest *guest, struct bytes text,
			     const struct shell_assignment *old, const char *word)
{
	struct pool *pool = guest->pool;

	if (old->quote == SHELL_SINGLE || old->quote == SHELL_DOUBLE)
		return cmdline_add(pool, text, cmdline_parse(pool, text, old->value_span),
				   word);
	if (old->expands)
		return text_replace(pool, text, old->right,
				    pool_printf(pool, "\"%s %s\"",
						text_str(pool, text, old->right), word));
	return shellvars_set(
		pool, text, LINUX,
		pool_printf(pool, "%s%s%s", old->value, *old->value ? " " : "", word));
}

bool grubdefaults_add(struct guest *guest, const char *word, const char **path,
		      struct bytes *text)
{
	const struct shell_assignment *old = grubdefaults_find(guest, LINUX, path, text);

	if (old && old->complex)
		return false;
	if (old) {
		*text = add_word(guest, *text, old, word);
		return true;
	}
	*path = MAIN;
	if (tree_read(guest->tree, MAIN, text) < 0)
		return false;
	*text = shellvars_set(guest->pool, *text, LINUX, word);
	return true;
}

bool grubdefaults_set_arg(struct guest *guest, const char *name, const char *value,
			  const char **path, struct bytes *text)
{
	size_t count;
	const struct grubdefaults_arg *arg = grubdefaults_args(guest, name, &count);
	const char *word = pool_printf(guest->pool, "%s=%s", name, value);

	for (size_t i = 0; i < count; i++)
		if (strcmp(arg[i].arg.value_text, value) != 0) {
			*path = arg[i].path;
			*text = text_replace(guest->pool, arg[i].text, arg[i].arg.span,
					     word);
			return true;
		}
	if (count > 0)
		return false;
	return grubdefaults_add(guest, word, path, text);
}
