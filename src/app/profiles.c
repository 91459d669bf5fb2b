/* SPDX-License-Identifier: GPL-2.0-or-later */
/* "drydock profiles" and "drydock profiles show PROFILE": the targets that --for takes.
 */
#include "app/command.h"

#include <stdio.h>
#include <string.h>

#include <jansson.h>

#include "app/show.h"
#include "guest/profile.h"
#include "report/layout.h"

static struct strs names(struct pool *pool)
{
	struct strs list = { .pool = pool };

	for (const struct profile_text *text = profile_builtin; text->name; text++)
		strs_add(&list, text->name);
	strs_sort(&list);
	return list;
}

static int load(struct pool *pool, const char *name, struct profile **profile)
{
	const char *why;
	int err = profile_load(pool, name, profile, &why);

	return err < 0 ? command_fail(STATUS_USAGE, "%s", why) : STATUS_FINE;
}

static void print_json(json_t *object)
{
	show_json(object);
	json_decref(object);
}

static int list_text(struct pool *pool)
{
	struct strs list = names(pool);

	for (size_t i = 0; i < list.count; i++) {
		struct profile *profile;

		if (load(pool, list.item[i], &profile))
			return STATUS_FAILED;
		printf("%-16s %s\n", profile->name, profile->title);
	}
	return STATUS_FINE;
}

static int list_json(struct pool *pool)
{
	struct strs list = names(pool);
	json_t *all = json_array();

	for (size_t i = 0; i < list.count; i++) {
		struct profile *profile;

		if (load(pool, list.item[i], &profile))
			return STATUS_FAILED;
		json_array_append_new(all, json_pack("{s:s, s:s}", "name", profile->name,
						     "title", profile->title));
	}
	print_json(json_pack("{s:o}", "profiles", all));
	return STATUS_FINE;
}

/* What the value is, for people: "none" where it is no word. */
static const char *value_of(const struct profile_entry *entry)
{
	const char *value = entry->value ? entry->value : entry->fallback;

	return *value ? value : "(none)";
}

/* Where it is said, and why; once for keys that have it from one comment. */
static void put_source(struct layout *layout, const struct profile_entry *entry)
{
	enum { INDENT = 8 };
	const struct profile_entry *next = entry + 1;
	struct pool *pool = layout->pool;

	if (next->key && next->from == entry->from && entry->value &&
	    strcmp(next->source, entry->source) == 0)
		return;
	layout_tab(layout, INDENT);
	if (*entry->source)
		layout_flow(layout, PAINT_NONE, entry->source, INDENT);
	layout_flow(layout, PAINT_DIM,
		    entry->value ? pool_printf(pool, "[%s:%u]", entry->from, entry->line)
				 : "[not said: the default]",
		    INDENT);
	layout_end(layout);
}

static void show_text(struct pool *pool, const struct profile *profile)
{
	enum { MEANING = 44 }; /* column */
	struct report_style style = show_style();
	struct layout layout = { .file = stdout, .pool = pool, .style = &style };

	for (const struct profile_entry *entry = profile->entry; entry->key; entry++) {
		layout_put(&layout, PAINT_BOLD,
			   pool_printf(pool, "%s = %s", entry->key, value_of(entry)));
		layout_tab(&layout, MEANING);
		layout_flow(&layout, PAINT_DIM, entry->meaning, MEANING);
		layout_end(&layout);
		put_source(&layout, entry);
	}
}

static void show_object(const struct profile *profile)
{
	json_t *values = json_array();

	for (const struct profile_entry *entry = profile->entry; entry->key; entry++)
		json_array_append_new(
			values,
			json_pack("{s:s, s:s, s:s, s:b, s:s, s:s?, s:i}", "key",
				  entry->key, "meaning", entry->meaning, "value",
				  entry->value ? entry->value : entry->fallback, "said",
				  entry->value != NULL, "source", entry->source,
				  "profile", entry->from, "line", (int)entry->line));
	print_json(json_pack("{s:s, s:s, s:o}", "name", profile->name, "title",
			     profile->title, "values", values));
}

static int show(struct pool *pool, const char *name, enum show_as as)
{
	struct profile *profile;
	int status = load(pool, name, &profile);

	if (status)
		return status;
	if (as == SHOW_JSON)
		show_object(profile);
	else
		show_text(pool, profile);
	return STATUS_FINE;
}

static int profiles_main(struct pool *pool, int argc, char **argv)
{
	const char *word[2] = { 0 };
	enum show_as as = SHOW_TEXT;
	int words = 0;

	for (int i = 1; i < argc; i++) {
		if (strcmp(argv[i], "--json") == 0)
			as = SHOW_JSON;
		else if (argv[i][0] == '-' || words == 2)
			return command_fail(STATUS_USAGE, "profiles does not take \"%s\"",
					    argv[i]);
		else
			word[words++] = argv[i];
	}
	if (words == 0)
		return as == SHOW_JSON ? list_json(pool) : list_text(pool);
	if (words == 2 && strcmp(word[0], "show") == 0)
		return show(pool, word[1], as);
	return command_fail(STATUS_USAGE, "usage: drydock profiles [show PROFILE] "
					  "[--json]");
}

const struct command command_profiles = {
	.name = "profiles",
	.usage = "[show PROFILE] [--json]",
	.help = "list the profiles that --for takes; every value of one, and its source",
	.run = profiles_main,
};
