/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * dracut.conf(5): /etc/dracut.conf, then the files of both dracut.conf.d, sorted by name
 * whatever their directory.  They are sourced, so "add_drivers=" without plus forgets
 * what was said before.
 */
#include <stdlib.h>
#include <string.h>

#include "base/path.h"
#include "format/cmdline.h"
#include "format/modlist.h"
#include "format/shellvars.h"
#include "guest/generator-internal.h"

#define CONF   "/etc/dracut.conf"
#define CONF_D "/etc/dracut.conf.d"

static int by_name(const void *a, const void *b)
{
	return strcmp(path_name(*(const char *const *)a),
		      path_name(*(const char *const *)b));
}

/* All configuration, in the order it is read. */
static struct strs config_files(struct guest *guest)
{
	static const char *const dirs[] = { CONF_D, "/usr/lib/dracut/dracut.conf.d" };
	struct strs all = { .pool = guest->pool };
	size_t first;

	if (tree_has(guest->tree, CONF, TREE_FILE))
		strs_add(&all, CONF);
	first = all.count;
	for (int d = 0; d < 2; d++) {
		struct strs files = tree_match(guest->tree, dirs[d], "*.conf");

		for (size_t i = 0; i < files.count; i++)
			if (tree_has(guest->tree, files.item[i], TREE_FILE))
				strs_add(&all, files.item[i]);
	}
	if (all.count > first + 1)
		qsort(all.item + first, all.count - first, sizeof(*all.item), by_name);
	return all;
}

static struct shellvars *config_of(struct guest *guest, const char *path,
				   struct bytes *text)
{
	if (tree_read(guest->tree, path, text) < 0)
		*text = (struct bytes){ 0 };
	return shellvars_parse(guest->pool, *text);
}

/* The name of a file that is read after all that would forget what it says. */
static const char *file_to_write(struct guest *guest)
{
	const char *mine = CONF_D "/90-drydock.conf";
	struct strs files = config_files(guest);
	struct bytes text;

	for (size_t i = 0; i < files.count; i++) {
		const char *name = path_name(files.item[i]);
		const struct shellvars *vars = config_of(guest, files.item[i], &text);
		size_t len = strlen(name) - strlen(".conf");

		if (strcmp(files.item[i], CONF) == 0 ||
		    strcmp(name, path_name(mine)) <= 0)
			continue;
		/* '_' sorts after the '.' of the other name. */
		for (size_t v = 0; v < vars->count; v++)
			if (strcmp(vars->item[v].name, "add_drivers") == 0 &&
			    !vars->item[v].append)
				mine = pool_printf(guest->pool,
						   CONF_D "/%.*s_drydock.conf", (int)len,
						   name);
	}
	return mine;
}

/* Blanks inside the quotes: dracut joins what several files say. */
size_t generator_persist_dracut(struct guest *guest, const struct strs *names,
				struct generator_file *file)
{
	struct strs words = { .pool = guest->pool };
	const char *said;

	if (!tree_has(guest->tree, CONF_D, TREE_DIR) &&
	    !tree_has(guest->tree, CONF, TREE_FILE))
		return 0;
	file->path = file_to_write(guest);
	said = shellvars_get(config_of(guest, file->path, &file->data), "add_drivers");
	if (said)
		words = strs_words(guest->pool, said);
	for (size_t i = 0; i < names->count; i++)
		if (!strs_has(&words, names->item[i]))
			strs_add(&words, names->item[i]);
	file->data = bytes_of(pool_printf(guest->pool, "add_drivers+=\" %s \"\n",
					  strs_join(&words, " ")));
	return 1;
}

/* The word of omit_drivers that is NAME, from *AT on. */
static bool find_word(struct bytes text, const struct shell_assignment *item,
		      const char *name, struct span *word)
{
	size_t at = item->value_span.offset, len = strlen(name);

	if (strcmp(item->name, "omit_drivers") != 0)
		return false;
	while (text_next_word(text, item->value_span, &at, word)) {
		struct bytes found = text_slice(text, *word);
		size_t i = 0;

		while (i < len && i < found.len &&
		       (found.data[i] == (unsigned char)name[i] ||
			(found.data[i] == '-' && name[i] == '_')))
			i++;
		if (i == len && i == found.len)
			return true;
	}
	return false;
}

static void add_omission(struct guest *guest, struct generator_omissions *all,
			 struct generator_omission one)
{
	all->item = text_room(guest->pool, all->item, all->count, sizeof(one));
	all->item[all->count++] = one;
}

struct generator_omissions generator_omits(struct guest *guest, enum generator generator,
					   const struct strs *names)
{
	struct generator_omissions all = { 0 };
	struct strs files = { .pool = guest->pool };
	struct span word;
	struct bytes text;

	if (generator == GENERATOR_DRACUT)
		files = config_files(guest);
	for (size_t i = 0; i < files.count; i++) {
		const struct shellvars *vars = config_of(guest, files.item[i], &text);

		for (size_t v = 0; v < vars->count; v++)
			for (size_t n = 0; n < names->count; n++)
				if (find_word(text, &vars->item[v], names->item[n],
					      &word))
					add_omission(
						guest, &all,
						(struct generator_omission){
							files.item[i],
							text_line_of(text, word.offset),
							names->item[n] });
	}
	return all;
}

/* A word goes with the blanks before it, or else with those after it. */
static struct span with_blanks(struct bytes text, const struct shell_assignment *item,
			       struct span word)
{
	while (word.offset > item->value_span.offset + 1 &&
	       text_is_blank(text.data[word.offset - 1]) &&
	       text_is_blank(text.data[word.offset - 2])) {
		word.offset--;
		word.len++;
	}
	if (span_end(word) < span_end(item->value_span) &&
	    text_is_blank(text.data[span_end(word)]))
		word.len++;
	return word;
}

struct bytes generator_admit(struct guest *guest, const char *path, const char *name)
{
	enum { TIMES_MAX = 64 };
	struct bytes text;
	bool found = true;

	for (int times = 0; found && times < TIMES_MAX; times++) {
		struct bytes before;
		const struct shellvars *vars;
		struct span word;

		if (times == 0)
			vars = config_of(guest, path, &text);
		else
			vars = shellvars_parse(guest->pool, text);
		found = false;
		before = text;
		for (size_t v = 0; v < vars->count && !found; v++) {
			found = find_word(before, &vars->item[v], name, &word);
			if (found)
				text = text_replace(
					guest->pool, before,
					with_blanks(before, &vars->item[v], word), "");
		}
	}
	return text;
}
