/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "guest/crypttabs.h"

#include <string.h>

#include "guest/copies.h"
#include "guest/devname.h"
#include "guest/layers.h"

/* As initramfs-tools and dracut call their copies. */
static const char *const copies[] = { "/cryptroot/crypttab", "/etc/crypttab" };

static bool has_header(const struct crypttab_entry *entry)
{
	static const char *const without[] = { "plain",  "swap",          "tmp",
					       "tcrypt", "tcrypt-hidden", "offset",
					       "skip",   "bitlk" };
	bool random = strcmp(entry->key, "/dev/urandom") == 0 ||
		      strcmp(entry->key, "/dev/random") == 0 ||
		      strcmp(entry->key, "/dev/hw_random") == 0;

	if (crypttab_has_option(entry, "luks"))
		return true;
	for (size_t i = 0; i < sizeof(without) / sizeof(*without); i++)
		random |= crypttab_has_option(entry, without[i]);
	return !random;
}

static const char *by_partition(const struct guest *guest, const struct volume *volume,
				const char **why_not)
{
	if (volume->type && strcmp(volume->type, "swap") != 0) {
		*why_not = pool_printf(guest->pool,
				       "the partition of that number holds %s, which "
				       "must not be overwritten",
				       volume->type);
		return NULL;
	}
	*why_not = "its partition has no PARTUUID";
	return volume->partuuid && *volume->partuuid
		       ? pool_printf(guest->pool, "/dev/disk/by-partuuid/%s",
				     volume->partuuid)
		       : NULL;
}

static const char *by_header(const struct guest *guest, const struct volume *volume,
			     const char **why_not)
{
	const char *stable = devname_stable(guest, volume);

	*why_not = "its header has no UUID of its own, nor has its partition";
	return stable && strncmp(stable, "PARTUUID=", 9) == 0
		       ? pool_printf(guest->pool, "/dev/disk/by-partuuid/%s", stable + 9)
		       : stable;
}

static bool is_awaited(const struct crypttab_entry *entry)
{
	return !crypttab_has_option(entry, "nofail") &&
	       !crypttab_has_option(entry, "noauto") &&
	       !crypttab_has_option(entry, "_netdev");
}

static void judge(const struct guest *guest, struct crypttab_place *place)
{
	struct devname *name = devname_parse(guest->pool, place->entry->source);
	const struct volume *volume;

	place->has_header = has_header(place->entry);
	if (place->entry->count < 2 ||
	    (!devname_is_positional(name) && !devname_is_tag(name)))
		return;
	name->type = place->has_header ? "crypto_LUKS" : NULL;
	volume = devname_volume(guest, name, &place->why_not);
	if (volume && devname_is_tag(name))
		return;
	place->is_missing = devname_is_missing(guest, name);
	if (place->is_missing && !is_awaited(place->entry))
		return;
	if (place->is_missing) {
		place->problem = "not on this disk, and the boot waits for it";
	} else if (volume) {
		place->problem = "a name that changes with the machine";
		place->stable = place->has_header
					? by_header(guest, volume, &place->why_not)
					: by_partition(guest, volume, &place->why_not);
	} else {
		place->problem = place->why_not;
	}
}

static void add_table(const struct guest *guest, struct crypttabs *tabs, const char *path,
		      const char *inside, struct bytes text)
{
	const struct crypttab *table = crypttab_parse(guest->pool, text);

	for (size_t i = 0; i < table->count; i++) {
		const struct crypttab_entry *entry = &table->entry[i];
		struct crypttab_place place = {
			.path = path,
			.inside = inside,
			.text = text,
			.entry = entry,
		};

		place.subject = pool_printf(guest->pool, "%s from %s%s%s", entry->name,
					    entry->source, inside ? " in " : "",
					    inside ? inside + 1 : "");
		judge(guest, &place);
		tabs->place =
			text_room(guest->pool, tabs->place, tabs->count, sizeof(place));
		tabs->place[tabs->count++] = place;
	}
}

static void add_place(struct guest *guest, struct crypttabs *tabs,
		      const struct copy_place *place)
{
	struct bytes text;

	for (size_t i = 0; place->path && i < sizeof(copies) / sizeof(*copies); i++)
		if (copy_read(guest, place, copies[i], &text))
			add_table(guest, tabs, place->path, copies[i], text);
}

static bool has_luks(const struct guest *guest)
{
	for (size_t i = 0; i < guest->volume_count; i++)
		if (guest->volume[i].type &&
		    strcmp(guest->volume[i].type, "crypto_LUKS") == 0)
			return true;
	return false;
}

struct crypttabs guest_crypttabs(struct guest *guest)
{
	struct crypttabs tabs = { 0 };
	struct bytes text;
	const struct copy_place *place;
	size_t places;

	if (guest_crypttab(guest, &text)->count > 0)
		add_table(guest, &tabs, "/etc/crypttab", NULL, text);
	tabs.concerns = tabs.count > 0 || has_luks(guest);
	if (!tabs.concerns)
		return tabs;
	place = guest_copies(guest, &places, &tabs.why_not);
	for (size_t i = 0; i < places; i++)
		add_place(guest, &tabs, &place[i]);
	return tabs;
}
