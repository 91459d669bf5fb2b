/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "guest/bootsource.h"

#include <stdlib.h>
#include <string.h>

struct places {
	struct guest *guest;
	struct boot_place *place;
	size_t count;
};

static void add(struct places *places, const struct boot_args *part,
		const struct cmdline_arg *arg, bool without_initrd)
{
	if (places->count == BOOT_PLACES_MAX)
		return;
	places->place = text_room(places->guest->pool, places->place, places->count,
				  sizeof(*places->place));
	places->place[places->count++] = (struct boot_place){
		.part = *part, .arg = *arg, .without_initrd = without_initrd
	};
}

static int by_place(const void *a, const void *b)
{
	const struct boot_place *left = a, *right = b;
	int order = strcmp(left->part.source, right->part.source);

	if (order)
		return order;
	return (left->arg.span.offset > right->arg.span.offset) -
	       (left->arg.span.offset < right->arg.span.offset);
}

/* Several entries may share a part, and a part may be a source as well. */
static size_t merge(struct boot_place *place, size_t count)
{
	size_t kept = 0;

	for (size_t i = 0; i < count; i++) {
		if (kept > 0 && by_place(&place[kept - 1], &place[i]) == 0)
			place[kept - 1].without_initrd |= place[i].without_initrd;
		else
			place[kept++] = place[i];
	}
	return kept;
}

struct boot_place *guest_boot_places(struct guest *guest, const char *name, size_t *count)
{
	struct places places = { .guest = guest };
	const struct boot *boot = guest_boot(guest);
	size_t sources;
	const struct boot_args *source = guest_boot_sources(guest, &sources);

	for (size_t e = 0; e < boot->count; e++) {
		const struct boot_entry *entry = &boot->entry[e];

		for (size_t p = 0; entry->is_own && p < entry->parts; p++) {
			const struct boot_args *part = &entry->part[p];
			const struct cmdline_arg *arg = cmdline_last(part->cmdline, name);

			if (arg)
				add(&places, part, arg,
				    entry->initrd.count == 0 &&
					    entry->loader != BOOT_UKI);
		}
	}
	for (size_t s = 0; s < sources; s++)
		for (size_t i = 0; i < source[s].cmdline->count; i++)
			if (cmdline_same_name(source[s].cmdline->arg[i].name, name))
				add(&places, &source[s], &source[s].cmdline->arg[i],
				    false);
	if (places.count > 1)
		qsort(places.place, places.count, sizeof(*places.place), by_place);
	*count = merge(places.place, places.count);
	return places.place;
}

struct boot_change boot_places_set(struct guest *guest, const struct boot_place *place,
				   const char *const *value, size_t count)
{
	struct text_edit *edit = pool_alloc(guest->pool, (count + 1) * sizeof(*edit));
	size_t edits = 0;

	for (size_t i = 0; i < count; i++)
		if (value[i])
			edit[edits++] =
				(struct text_edit){ place[i].arg.value, value[i] };
	if (edits == 0)
		return (struct boot_change){ 0 };
	return boot_changed(guest, &place[0].part,
			    text_edit(guest->pool, place[0].part.text, edit, edits));
}
