/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "guest/bootsearch-internal.h"

#include <stdlib.h>
#include <string.h>

#include "guest/boot-internal.h"
#include "guest/devname.h"

struct searches {
	struct bootsearch_list list;
	const struct grubcfg *cfg;
	const struct boot *boot;
	const struct volume *of_top;
	struct of_entry {
		const struct volume *volume; /* of the kernel of an own entry, or NULL */
		bool searches;
	} * of_entry;
};

/* What is known of an entry of the file. */
static void mark_entries(struct searches *s)
{
	const struct grubcfg *cfg = s->cfg;

	s->of_entry = pool_alloc(s->list.guest->pool,
				 (cfg->entries + 1) * sizeof(*s->of_entry));
	for (size_t l = 0; l < cfg->loads; l++) {
		const struct grubcfg_load *load = &cfg->load[l];

		if (load->entry == GRUBCFG_TOP || load->kind == GRUBCFG_INITRD)
			continue;
		for (size_t i = 0; i < s->boot->count; i++) {
			const struct boot_entry *e = &s->boot->entry[i];

			if (e->file_line == load->line && e->loader == BOOT_GRUB2 &&
			    e->is_own && strcmp(e->file, s->list.path) == 0)
				s->of_entry[load->entry].volume =
					guest_volume_of(s->list.guest, e->kernel);
		}
	}
	for (size_t i = 0; i < cfg->searches; i++)
		if (cfg->search[i].entry != GRUBCFG_TOP)
			s->of_entry[cfg->search[i].entry].searches = true;
}

/*
 * The volume of what the top of the file goes on with: the configuration a stub leads to,
 * or the entries of blscfg.  What other files search there is for fonts.
 */
static const struct volume *volume_of_top(struct searches *s)
{
	bool there = false;

	if (s->cfg->blscfg)
		return guest_volume_of(s->list.guest, "/boot/loader/entries");
	for (size_t i = 0;
	     s->cfg->loads == 0 && i < s->cfg->files && i < BOOT_CONFIGS_MAX; i++) {
		const char *path = boot_followed(s->list.guest, s->cfg, s->list.path,
						 &s->cfg->file[i], &there);

		if (there)
			return guest_volume_of(s->list.guest, path);
	}
	return NULL;
}

static const struct volume *volume_for(struct searches *s, ptrdiff_t entry)
{
	return entry == GRUBCFG_TOP ? s->of_top : s->of_entry[entry].volume;
}

struct boot_search *bootsearch_add(struct bootsearch_list *list, unsigned line,
				   struct span span, const char *name)
{
	struct boot_search *search;

	list->search = text_room(list->guest->pool, list->search, list->count,
				 sizeof(*list->search));
	search = &list->search[list->count++];
	*search = (struct boot_search){
		.path = list->path,
		.line = line,
		.text = list->text,
		.span = span,
		.name = name,
		.why_not = "what it was meant to find is not known",
	};
	return search;
}

static void look_at_search(struct searches *s, const struct grubcfg_search *found)
{
	struct pool *pool = s->list.guest->pool;
	const struct volume *volume = volume_for(s, found->entry);
	const char *uuid = found->key.text;
	struct boot_search *search;

	if (!volume || strcmp(found->by, "fs-uuid") != 0 || strchr(uuid, '$') ||
	    !devname_is_missing(s->list.guest,
				devname_parse(pool, pool_printf(pool, "UUID=%s", uuid))))
		return;
	search = bootsearch_add(&s->list, found->line, found->key.span,
				pool_printf(pool, "search %s", uuid));
	search->problem = pool_printf(
		pool, "GRUB searches the file system %s, which is not here", uuid);
	search->right = volume->uuid;
}

/* The partition in "hd0,msdos1" or "(hd0,gpt2)": its digits, and its number. */
static unsigned partition_in(const struct grubcfg_set *set, struct span *digits)
{
	const char *comma = strchr(set->value, ',');
	size_t skip;

	if (strncmp(set->value + (set->value[0] == '('), "hd0,", 4) != 0)
		return 0;
	skip = (size_t)(comma - set->value) + 1;
	skip += strspn(set->value + skip, "abcdefghijklmnopqrstuvwxyz");
	digits->len = strspn(set->value + skip, "0123456789");
	digits->offset = set->value_span.offset + skip;
	return digits->len && digits->len < 4 ? (unsigned)atoi(set->value + skip) : 0;
}

/* Nothing searches after it, and the only disk has no such partition. */
static void look_at_set(struct searches *s, const struct grubcfg_set *set)
{
	struct guest *guest = s->list.guest;
	struct boot_search *search;
	const struct volume *volume;
	struct span digits;
	unsigned number = partition_in(set, &digits);

	if (strcmp(set->name, "root") != 0 || set->entry == GRUBCFG_TOP || !number ||
	    guest->disk_count > 1 || s->of_entry[set->entry].searches)
		return;
	volume = volume_for(s, set->entry);
	if (!volume || !volume->part ||
	    (unsigned)atoi(text_str(guest->pool, s->list.text, digits)) != number)
		return;
	for (size_t i = 0; i < guest->volume_count; i++)
		if (guest->volume[i].disk != volume->disk ||
		    guest->volume[i].part == number)
			return;
	search = bootsearch_add(&s->list, set->line, digits,
				pool_printf(guest->pool, "root %s", set->value));
	search->problem = pool_printf(
		guest->pool, "GRUB's root %s is no partition of this disk", set->value);
	search->right = pool_printf(guest->pool, "%u", volume->part);
}

static void look_at_config(struct searches *s, const char *path)
{
	if (tree_read(s->list.guest->tree, path, &s->list.text) < 0)
		return;
	s->list.path = path;
	s->cfg = grubcfg_parse(s->list.guest->pool, s->list.text);
	mark_entries(s);
	s->of_top = volume_of_top(s);
	for (size_t i = 0; i < s->cfg->searches && s->list.count < BOOT_SEARCHES_MAX; i++)
		look_at_search(s, &s->cfg->search[i]);
	for (size_t i = 0; i < s->cfg->sets && s->list.count < BOOT_SEARCHES_MAX; i++)
		look_at_set(s, &s->cfg->set[i]);
}

struct boot_search *guest_boot_searches(struct guest *guest, size_t *count)
{
	struct searches s = { .list.guest = guest, .boot = guest_boot(guest) };
	struct strs configs = guest_grub_configs(guest);
	struct strs menus = boot_menulst_configs(guest);

	for (size_t i = 0; i < configs.count; i++)
		look_at_config(&s, configs.item[i]);
	for (size_t i = 0; i < menus.count; i++)
		bootsearch_menulst(&s.list, menus.item[i]);
	*count = s.list.count;
	return s.list.search;
}

static int by_offset(const void *a, const void *b)
{
	const struct text_edit *left = a, *right = b;

	return (left->span.offset > right->span.offset) -
	       (left->span.offset < right->span.offset);
}

struct boot_change bootsearch_repair(struct guest *guest, const char *path,
				     const char *name, unsigned *count)
{
	size_t searches, edits = 0;
	const struct boot_search *search = guest_boot_searches(guest, &searches);
	struct text_edit *edit = pool_alloc(guest->pool, (searches + 1) * sizeof(*edit));
	struct boot_change change = { .path = path };

	for (size_t i = 0; i < searches; i++) {
		if (strcmp(search[i].path, path) != 0 ||
		    strcmp(search[i].name, name) != 0)
			continue;
		if (!search[i].right)
			return (struct boot_change){ .why_not = search[i].why_not };
		change.text = search[i].text;
		edit[edits++] = (struct text_edit){ search[i].span, search[i].right };
	}
	qsort(edit, edits, sizeof(*edit), by_offset);
	change.text = text_edit(guest->pool, change.text, edit, edits);
	*count = (unsigned)edits;
	return change;
}
