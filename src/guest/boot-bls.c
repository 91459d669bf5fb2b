/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Boot Loader Specification entries, and how GRUB's blscfg reads them. */
#include "guest/boot-internal.h"

#include <stdlib.h>
#include <string.h>

#include "base/path.h"

#define ENTRIES "/boot/loader/entries"

struct boot_bls_file *boot_bls_files(struct guest *guest, const char *dir, size_t *count)
{
	struct strs paths = tree_match(guest->tree, dir, "[!.]*.conf");
	struct boot_bls_file *files =
		pool_alloc(guest->pool, (paths.count + 1) * sizeof(*files));

	*count = 0;
	for (size_t i = 0; i < paths.count && *count <= BOOT_ENTRIES_MAX; i++) {
		struct boot_bls_file *file = &files[*count];

		if (!tree_has_text(guest->tree, paths.item[i], &file->text))
			continue;
		file->path = paths.item[i];
		file->bls = bls_parse(guest->pool, file->text);
		file->order.id = bls_id(guest->pool, path_name(file->path),
					&file->order.exhausted);
		file->order.sort_key = bls_get(file->bls, "sort-key");
		file->order.machine_id = bls_get(file->bls, "machine-id");
		file->order.version = bls_get(file->bls, "version");
		++*count;
	}
	return files;
}

/* What GRUB knows of variables when it reads the entries. */
struct variables {
	const char *config;
	struct bytes text;
	const struct grubcfg *cfg;
	const struct boot_env *env;
};

/* The name in "$name" or "${name}", or NULL. */
static const char *variable_in(struct guest *guest, const char *word)
{
	size_t len = strlen(word);

	if (word[0] != '$')
		return NULL;
	if (word[1] == '{' && word[len - 1] == '}')
		return pool_strndup(guest->pool, word + 2, len - 3);
	return word + 1;
}

/* The value of NAME, or NULL. */
static const char *value_of(const struct variables *vars, const char *name)
{
	const struct grubcfg_set *set = grubcfg_find_set(vars->cfg, name);
	const char *value = vars->env->env ? grubenv_get(vars->env->env, name) : NULL;

	if (!value && set)
		value = set->value;
	return value;
}

/* What NAME stands for as a part of the command line; false where it is not set. */
static bool add_variable(struct guest *guest, struct boot_entry *entry,
			 const struct variables *vars, const char *name)
{
	const struct grubenv_item *item =
		vars->env->env ? grubenv_find(vars->env->env, name) : NULL;
	const struct grubcfg_set *set = grubcfg_find_set(vars->cfg, name);

	if (item)
		boot_add_part(guest, entry, vars->env->path, item->line, vars->env->text,
			      item->value_span);
	else if (set)
		boot_add_part(guest, entry, vars->config, set->line, vars->text,
			      set->value_span);
	return item || set;
}

static void add_options(struct guest *guest, struct boot *boot, struct boot_entry *entry,
			const struct boot_bls_file *file, const struct variables *vars)
{
	const struct bls_line *line = bls_next(file->bls, NULL, "options");

	if (!line)
		add_variable(guest, entry, vars, "default_kernelopts");
	for (; line; line = bls_next(file->bls, line, "options")) {
		struct strs words = strs_words(guest->pool, line->value);

		boot_add_part(guest, entry, file->path, line->line, file->text,
			      line->value_span);
		for (size_t i = 0; i < words.count; i++) {
			const char *name = variable_in(guest, words.item[i]);

			if (name && !add_variable(guest, entry, vars, name) &&
			    strcmp(name, "kernelopts") == 0)
				boot->elsewhere = "no environment block says what "
						  "$kernelopts stands for";
		}
	}
}

/* A value of several words, variables put in; names are relative to BESIDE's folder. */
static void add_images(struct guest *guest, struct boot_entry *entry,
		       const struct variables *vars, const char *value,
		       const char *beside)
{
	struct strs words = strs_words(guest->pool, value);

	for (size_t i = 0; i < words.count; i++) {
		const char *name = variable_in(guest, words.item[i]);
		const char *file = name ? value_of(vars, name) : words.item[i];

		if (file && *file)
			boot_add_initrd(guest, entry, path_parent(guest->pool, beside),
					file);
	}
}

static void add_initrds(struct guest *guest, struct boot_entry *entry,
			const struct boot_bls_file *file, const struct variables *vars)
{
	const char *early = value_of(vars, "early_initrd");

	if (early)
		add_images(guest, entry, vars, early, entry->kernel);
	for (const struct bls_line *line = bls_next(file->bls, NULL, "initrd"); line;
	     line = bls_next(file->bls, line, "initrd"))
		add_images(guest, entry, vars, line->value, entry->kernel);
}

static void add_file(struct guest *guest, struct boot *boot,
		     const struct boot_bls_file *file, const struct variables *vars,
		     bool is_default)
{
	const struct bls_line *linux_line = bls_next(file->bls, NULL, "linux");
	const char *title = bls_get(file->bls, "title");
	struct boot_entry *entry =
		boot_new(guest, boot, BOOT_GRUB2_BLS, file->path, linux_line->line);

	if (!entry)
		return;
	entry->title = title ? title : linux_line->value;
	entry->id = file->order.id;
	entry->config = vars->config;
	entry->is_default = is_default;
	add_options(guest, boot, entry, file, vars);
	boot_set_kernel(guest, entry, "/", linux_line->value);
	add_initrds(guest, entry, file, vars);
}

static int newest_first(const void *a, const void *b)
{
	const struct boot_bls_file *left = a, *right = b;

	return bls_compare_grub(right->order.id, left->order.id);
}

/* The position in the list of blscfg of what the default names, as blscfg.c finds it. */
static size_t default_of(const struct boot_bls_file *files, size_t count,
			 const struct variables *vars)
{
	const char *saved =
		vars->env->env ? grubenv_get(vars->env->env, "saved_entry") : NULL;
	const char *want = grubcfg_default_value(vars->cfg, saved);
	char *end;
	unsigned long number = strtoul(want, &end, 10);

	for (size_t i = 0; i < count; i++) {
		const char *title = bls_get(files[i].bls, "title");

		if (strcmp(files[i].order.id, want) == 0 ||
		    (title && strcmp(title, want) == 0))
			return i;
	}
	if (*want && !*end)
		return number - vars->cfg->blscfg_at;
	return 0 - vars->cfg->blscfg_at;
}

void boot_read_bls(struct guest *guest, struct boot *boot, const char *config,
		   struct bytes text, const struct grubcfg *cfg,
		   const struct boot_env *env)
{
	struct variables vars = { config, text, cfg, env };
	const char *saved = env->env ? grubenv_get(env->env, "saved_entry") : NULL;
	bool is_other = grubcfg_default(guest->pool, cfg, saved) != NULL;
	size_t count, kept = 0, first;
	struct boot_bls_file *files;

	if (!tree_has(guest->tree, ENTRIES, TREE_DIR)) {
		boot->elsewhere = "the entries blscfg reads, " ENTRIES ", are not seen";
		return;
	}
	files = boot_bls_files(guest, ENTRIES, &count);
	for (size_t i = 0; i < count; i++)
		if (bls_next(files[i].bls, NULL, "linux"))
			files[kept++] = files[i];
	if (kept > 1)
		qsort(files, kept, sizeof(*files), newest_first);
	first = default_of(files, kept, &vars);
	for (size_t i = 0; i < kept; i++)
		add_file(guest, boot, &files[i], &vars, i == first && !is_other);
}
