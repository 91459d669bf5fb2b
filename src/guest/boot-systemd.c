/* SPDX-License-Identifier: GPL-2.0-or-later */
/* systemd-boot: entries on the ESP or on a /boot of its own, and unified kernel images.
 */
#include "guest/boot-internal.h"

#include <stdlib.h>
#include <string.h>

#include "base/path.h"
#include "guest/uki.h"

/* What makes it likely that entries below DIR are for systemd-boot, not for GRUB. */
static bool has_signs(struct guest *guest, const char *dir)
{
	static const char *const signs[] = { "loader/loader.conf",
					     "EFI/systemd/systemd-bootx64.efi",
					     "EFI/systemd/systemd-bootaa64.efi",
					     "EFI/systemd/systemd-bootia32.efi" };

	for (size_t i = 0; i < sizeof(signs) / sizeof(*signs); i++)
		if (tree_has(guest->tree, path_join(guest->pool, dir, signs[i]),
			     TREE_FILE))
			return true;
	return false;
}

static struct strs images_in(struct guest *guest, const char *esp)
{
	return tree_match(guest->tree, path_join(guest->pool, esp, "EFI/Linux"),
			  "[!.]*.[eE][fF][iI]");
}

bool boot_has_systemd(struct guest *guest)
{
	struct strs esps = boot_esps(guest);

	for (size_t i = 0; i < esps.count; i++)
		if (has_signs(guest, esps.item[i]) ||
		    images_in(guest, esps.item[i]).count > 0)
			return true;
	return false;
}

/* An entry of the menu, of either kind. */
struct item {
	struct bls_order order;
	const char *dir; /* "/boot": where its paths start */
	const struct boot_bls_file *file;
	const char *image; /* of a unified kernel image */
	const struct uki *uki;
};

struct menu {
	struct guest *guest;
	struct item *item;
	size_t count;
	const char *config, *wanted; /* "default" of loader.conf */
};

static struct item *add_item(struct menu *menu, const char *dir)
{
	struct item *item;

	menu->item = text_room(menu->guest->pool, menu->item, menu->count,
			       sizeof(*menu->item));
	item = &menu->item[menu->count++];
	*item = (struct item){ .dir = dir };
	return item;
}

static void add_files(struct menu *menu, const char *dir)
{
	size_t count;
	struct boot_bls_file *files = boot_bls_files(
		menu->guest, path_join(menu->guest->pool, dir, "loader/entries"), &count);

	for (size_t i = 0; i < count; i++) {
		struct item *item;

		if (!bls_next(files[i].bls, NULL, "linux"))
			continue;
		item = add_item(menu, dir);
		item->file = &files[i];
		item->order = files[i].order;
	}
}

static void add_image(struct menu *menu, const char *dir, const char *path)
{
	const struct uki *uki = guest_uki(menu->guest, path);
	struct item *item;

	if (!uki || !uki->is_uki)
		return;
	item = add_item(menu, dir);
	item->image = path;
	item->uki = uki;
	item->order.id =
		bls_id(menu->guest->pool, path_name(path), &item->order.exhausted);
	item->order.version = uki->version;
}

static void read_loader_conf(struct menu *menu, const char *dir)
{
	char *path = path_join(menu->guest->pool, dir, "loader/loader.conf");
	struct bytes text;

	if (!tree_has_text(menu->guest->tree, path, &text))
		return;
	menu->config = path;
	menu->wanted = bls_get(bls_parse(menu->guest->pool, text), "default");
}

static int by_order(const void *a, const void *b)
{
	const struct item *left = a, *right = b;

	return bls_compare_order(&left->order, &right->order);
}

static const struct item *default_of(const struct menu *menu)
{
	for (size_t i = 0; menu->wanted && i < menu->count; i++)
		if (bls_is_named(menu->guest->pool, menu->wanted, menu->item[i].order.id))
			return &menu->item[i];
	return menu->count ? menu->item : NULL;
}

/* Paths start at the file system the entry is on, which may be the ESP. */
static const char *below(struct guest *guest, const struct item *item, const char *path)
{
	const char *full = path_join(guest->pool, item->dir, path + strspn(path, "/"));

	return tree_has(guest->tree, full, TREE_FILE) ? full : path;
}

static void fill_from_file(struct guest *guest, struct boot_entry *entry,
			   const struct item *item)
{
	const struct bls *bls = item->file->bls;
	const struct bls_line *line;
	const char *title = bls_get(bls, "title"), *version = item->order.version;

	entry->title = title ? title : item->order.id;
	for (line = bls_next(bls, NULL, "options"); line;
	     line = bls_next(bls, line, "options"))
		boot_add_part(guest, entry, item->file->path, line->line,
			      item->file->text, line->value_span);
	boot_set_kernel(guest, entry, "/", below(guest, item, bls_get(bls, "linux")));
	if (!entry->version && version &&
	    tree_has(guest->tree, path_join(guest->pool, "/lib/modules", version),
		     TREE_DIR))
		entry->version = version;
	for (line = bls_next(bls, NULL, "initrd"); line;
	     line = bls_next(bls, line, "initrd"))
		boot_add_initrd(guest, entry, "/", below(guest, item, line->value));
}

static void fill_from_image(struct guest *guest, struct boot_entry *entry,
			    const struct item *item)
{
	struct bytes text = bytes_of(item->uki->cmdline ? item->uki->cmdline : "");

	entry->title = item->uki->title ? item->uki->title : item->order.id;
	boot_add_part(guest, entry, item->image, 0, text, (struct span){ 0, text.len });
	entry->fixed = entry->part[0].fixed =
		"the command line is inside a unified kernel image, which is built and "
		"signed as a whole";
	boot_set_kernel(guest, entry, "/", item->image);
	if (item->uki->version)
		entry->version = item->uki->version;
	entry->is_own = entry->version &&
			tree_has(guest->tree,
				 path_join(guest->pool, "/lib/modules", entry->version),
				 TREE_DIR);
}

static void add_entry(struct guest *guest, struct boot *boot, const struct menu *menu,
		      const struct item *item, bool is_default)
{
	struct boot_entry *entry =
		item->file ? boot_new(guest, boot, BOOT_SYSTEMD, item->file->path,
				      bls_next(item->file->bls, NULL, "linux")->line)
			   : boot_new(guest, boot, BOOT_UKI, item->image, 0);

	if (!entry)
		return;
	entry->config = menu->config;
	entry->id = item->order.id;
	entry->is_default = is_default;
	if (item->file)
		fill_from_file(guest, entry, item);
	else
		fill_from_image(guest, entry, item);
}

void boot_read_systemd(struct guest *guest, struct boot *boot)
{
	struct menu menu = { .guest = guest, .config = "systemd-boot" };
	struct strs esps = boot_esps(guest);
	const struct item *start;
	bool is_used = false;

	if (!boot_has_systemd(guest))
		return;
	for (size_t i = 0; i < esps.count; i++)
		if (has_signs(guest, esps.item[i])) {
			is_used = true;
			read_loader_conf(&menu, esps.item[i]);
		}
	for (size_t i = 0; i < esps.count; i++) {
		struct strs images = images_in(guest, esps.item[i]);

		if (is_used)
			add_files(&menu, esps.item[i]);
		for (size_t k = 0; k < images.count && k <= BOOT_ENTRIES_MAX; k++)
			add_image(&menu, esps.item[i], images.item[k]);
	}
	if (is_used && !strs_has(&esps, "/boot"))
		add_files(&menu, "/boot");
	if (menu.count > 1)
		qsort(menu.item, menu.count, sizeof(*menu.item), by_order);
	start = default_of(&menu);
	for (size_t i = 0; i < menu.count; i++)
		add_entry(guest, boot, &menu, &menu.item[i],
			  is_used && &menu.item[i] == start);
}
