/* SPDX-License-Identifier: GPL-2.0-or-later */
/* GRUB legacy: menu.lst, or grub.conf where it comes from Red Hat. */
#include "guest/boot-internal.h"

#include <string.h>

#include "base/path.h"
#include "format/menulst.h"

struct strs boot_menulst_configs(struct guest *guest)
{
	/* Red Hat's menu.lst is a link to grub.conf. */
	static const char *const known[] = { "/boot/grub/grub.conf",
					     "/boot/grub/menu.lst", NULL };

	return boot_configs(guest, known, "grub.conf");
}

bool boot_has_menulst(struct guest *guest)
{
	return boot_menulst_configs(guest).count > 0;
}

/* The number "savedefault" wrote into the file beside the menu. */
static const char *saved_default(struct guest *guest, const char *config)
{
	struct bytes text;
	char *path = path_join(guest->pool, path_parent(guest->pool, config), "default");

	if (!tree_has_text(guest->tree, path, &text))
		return NULL;
	return bytes_str(guest->pool, bytes_slice(text, 0, 16));
}

/* What loads Linux: the kernel, or below Xen the first module. */
static const struct menulst_command *linux_of(const struct menulst *menu, size_t entry)
{
	const struct menulst_command *module =
		menulst_next(menu, NULL, (ptrdiff_t)entry, "module");

	return module ? module : menulst_next(menu, NULL, (ptrdiff_t)entry, "kernel");
}

static void add_initrds(struct guest *guest, struct boot_entry *entry, struct bytes text,
			const struct menulst *menu, const struct menulst_command *kernel)
{
	bool xen = strcmp(kernel->name, "module") == 0;
	const char *name = xen ? "module" : "initrd";
	const struct menulst_command *command =
		menulst_next(menu, xen ? kernel : NULL, kernel->entry, name);
	struct menulst_load load;

	for (; command; command = menulst_next(menu, command, kernel->entry, name))
		if (menulst_load(guest->pool, text, command, &load))
			boot_add_initrd(guest, entry, "/", load.file);
}

static void add_config(struct guest *guest, struct boot *boot, const char *path)
{
	const struct menulst *menu;
	struct menulst_load load;
	struct bytes text;
	size_t number;

	if (tree_read(guest->tree, path, &text) < 0)
		return;
	menu = menulst_parse(guest->pool, text);
	number = menulst_default(menu, saved_default(guest, path));
	for (size_t i = 0; i < menu->entries; i++) {
		const struct menulst_command *kernel = linux_of(menu, i);
		struct boot_entry *entry;

		if (!kernel || !menulst_load(guest->pool, text, kernel, &load))
			continue;
		entry = boot_new(guest, boot, BOOT_GRUB_LEGACY, path, kernel->line);
		if (!entry)
			return;
		entry->title = menu->entry[i].title;
		entry->is_default = i == number;
		boot_add_part(guest, entry, path, kernel->line, text, load.args);
		boot_set_kernel(guest, entry, "/", load.file);
		add_initrds(guest, entry, text, menu, kernel);
	}
}

void boot_read_menulst(struct guest *guest, struct boot *boot)
{
	struct strs configs = boot_menulst_configs(guest);

	for (size_t i = 0; i < configs.count && !boot->too_many; i++)
		add_config(guest, boot, configs.item[i]);
}
