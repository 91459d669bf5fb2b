/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "guest/blacklist.h"

#include <string.h>

#include "base/path.h"
#include "format/cmdline.h"
#include "format/modlist.h"
#include "format/modprobe.h"

static const char *const dirs[] = { "/etc/modprobe.d", "/run/modprobe.d",
				    "/usr/lib/modprobe.d", "/lib/modprobe.d" };

enum { DIRS = sizeof(dirs) / sizeof(*dirs) };

static bool is_config(const char *path)
{
	size_t len = strlen(path);

	return len > 5 && strcmp(path + len - 5, ".conf") == 0;
}

struct search {
	struct guest *guest;
	const struct strs *names;
	const struct modlist *by_name; /* loaded by name, whatever the blacklist says */
	struct strs seen;              /* file names read already */
	struct blacklist found;
};

static void add_text(struct search *search, const char *file, struct bytes text)
{
	struct pool *pool = search->guest->pool;
	const struct modprobe *modprobe = modprobe_parse(pool, text);
	struct blacklist *found = &search->found;

	for (size_t i = 0; i < modprobe->count; i++) {
		const struct modprobe_block *block = &modprobe->block[i];
		const char *name = NULL;

		for (size_t n = 0; n < search->names->count && !name; n++)
			if (cmdline_same_name(search->names->item[n], block->name))
				name = search->names->item[n];
		if (!name || (block->how == MODPROBE_BLACKLIST && search->by_name &&
			      modlist_has(search->by_name, name)))
			continue;
		found->item =
			text_room(pool, found->item, found->count, sizeof(*found->item));
		found->item[found->count++] =
			(struct blacklist_item){ file, block->line, name };
	}
}

/* Whether the file is the first of its name. */
static bool is_new(struct search *search, const char *path)
{
	if (strs_has(&search->seen, path_name(path)))
		return false;
	strs_add(&search->seen, path_name(path));
	return true;
}

struct blacklist guest_blacklist(struct guest *guest, const struct strs *names)
{
	struct search search = { .guest = guest,
				 .names = names,
				 .seen = { .pool = guest->pool } };
	struct bytes text;

	for (int d = 0; d < DIRS; d++) {
		struct strs files = tree_match(guest->tree, dirs[d], "*.conf");

		for (size_t i = 0; i < files.count; i++)
			if (is_new(&search, files.item[i]) &&
			    tree_has_text(guest->tree, files.item[i], &text))
				add_text(&search, files.item[i], text);
	}
	return search.found;
}

struct blacklist guest_image_blacklist(struct guest *guest,
				       const struct initramfs *archive,
				       const struct strs *names)
{
	struct search search = { .guest = guest,
				 .names = names,
				 .seen = { .pool = guest->pool } };
	const struct initramfs_file *file = initramfs_resolve(archive, "/conf/modules");

	if (file)
		search.by_name = modlist_parse(guest->pool, file->data);
	for (int d = 0; d < DIRS; d++) {
		const struct initramfs_file *dir = initramfs_resolve(archive, dirs[d]);

		for (size_t i = 0; dir && i < archive->file_count; i++) {
			file = &archive->file[i];
			if (is_config(file->path) &&
			    strcmp(path_parent(guest->pool, file->path), dir->path) ==
				    0 &&
			    is_new(&search, file->path))
				add_text(&search, file->path, file->data);
		}
	}
	return search.found;
}
