/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "guest/kernelargs.h"

#include <string.h>

#include "guest/grubdefaults.h"

#define DEFAULTS "/etc/default/"

struct lines {
	struct guest *guest;
	struct kernelargs *line;
	size_t count;
};

static struct kernelargs *add(struct lines *all, const char *path, unsigned line)
{
	all->line =
		text_room(all->guest->pool, all->line, all->count, sizeof(*all->line));
	all->line[all->count] = (struct kernelargs){ .path = path, .line = line };
	return &all->line[all->count++];
}

static void add_entries(struct lines *all)
{
	const struct boot *boot = guest_boot(all->guest);

	for (size_t i = 0; i < boot->count; i++) {
		const struct boot_entry *entry = &boot->entry[i];
		struct kernelargs *line;

		if (!entry->is_own)
			continue;
		line = add(all, entry->source, entry->line);
		line->entry = entry;
		line->part = entry->part;
		line->parts = entry->parts;
	}
}

/* 10_linux puts the second behind the first. */
static void add_grub_defaults(struct lines *all)
{
	static const char *const names[] = { "GRUB_CMDLINE_LINUX",
					     "GRUB_CMDLINE_LINUX_DEFAULT" };
	struct guest *guest = all->guest;
	struct kernelargs *line;

	if (!tree_has(guest->tree, DEFAULTS "grub", TREE_FILE))
		return;
	line = add(all, DEFAULTS "grub", 0);
	line->is_grub_defaults = true;
	line->part = pool_alloc(guest->pool, 2 * sizeof(*line->part));
	line->parts = 2;
	for (size_t i = 0; i < 2; i++) {
		struct boot_args *part = &line->part[i];
		const struct shell_assignment *set =
			grubdefaults_find(guest, names[i], &part->source, &part->text);

		if (!set)
			part->source = line->path;
		part->line = set ? set->line : 0;
		part->args = set ? set->value_span : (struct span){ 0 };
		part->cmdline = cmdline_parse(guest->pool, part->text, part->args);
		if (set && set->complex)
			part->fixed = "it is computed when it is read";
	}
	line->line = line->part[0].line;
}

static void add_sources(struct lines *all)
{
	size_t count;
	struct boot_args *part = guest_boot_sources(all->guest, &count);

	for (size_t i = 0; i < count; i++) {
		struct kernelargs *line;

		if (part[i].is_word ||
		    strncmp(part[i].source, DEFAULTS, strlen(DEFAULTS)) == 0)
			continue;
		line = add(all, part[i].source, part[i].line);
		line->part = &part[i];
		line->parts = 1;
	}
}

struct kernelargs *guest_kernelargs(struct guest *guest, size_t *count)
{
	struct lines all = { .guest = guest };

	add_entries(&all);
	add_grub_defaults(&all);
	add_sources(&all);
	*count = all.count;
	return all.line;
}

struct kernelarg *kernelargs_named(struct guest *guest, const struct kernelargs *args,
				   const char *name, size_t *count)
{
	struct kernelarg *found = NULL;

	*count = 0;
	for (size_t p = 0; p < args->parts; p++) {
		const struct cmdline *words = args->part[p].cmdline;

		for (size_t i = 0; i < words->count; i++) {
			if (!cmdline_same_name(words->arg[i].name, name))
				continue;
			found = text_room(guest->pool, found, *count, sizeof(*found));
			found[(*count)++] =
				(struct kernelarg){ &args->part[p], &words->arg[i] };
		}
	}
	return found;
}

bool kernelargs_says(struct guest *guest, const struct kernelargs *args, const char *word)
{
	const char *equals = strchr(word, '=');
	const char *name =
		equals ? pool_strndup(guest->pool, word, (size_t)(equals - word)) : word;
	size_t count;
	const struct kernelarg *arg = kernelargs_named(guest, args, name, &count);

	if (count == 0)
		return false;
	return !equals || strcmp(arg[count - 1].arg->value_text, equals + 1) == 0;
}

struct boot_change kernelargs_add(struct guest *guest, const struct kernelargs *args,
				  const char *word)
{
	struct boot_change change = { 0 };

	if (args->entry)
		return boot_add(guest, args->entry, word);
	if (!args->is_grub_defaults)
		return boot_changed(guest, &args->part[0],
				    cmdline_add(guest->pool, args->part[0].text,
						args->part[0].cmdline, word));
	if (!grubdefaults_add(guest, word, &change.path, &change.text))
		change.why_not = "GRUB_CMDLINE_LINUX is computed when it is read";
	return change;
}

struct boot_change kernelarg_replace(struct guest *guest, const struct kernelarg *arg,
				     const char *word)
{
	const struct boot_args *part = arg->part;

	return boot_changed(
		guest, part,
		word ? text_replace(guest->pool, part->text, arg->arg->span, word)
		     : cmdline_remove(guest->pool, part->text, part->cmdline, arg->arg));
}
