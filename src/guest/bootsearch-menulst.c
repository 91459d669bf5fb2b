/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * menu.lst of GRUB Legacy: disks count from 0 as the BIOS numbers them, and partitions
 * from 0 too, the first logical one being 4 ("Naming convention" in its manual).
 */
#include <stdio.h>
#include <string.h>

#include "base/path.h"
#include "format/menulst.h"
#include "guest/boot-internal.h"
#include "guest/bootsearch-internal.h"
#include "guest/devname.h"

struct device {
	unsigned disk, part;
	struct span inside; /* "hd0,0", without the parentheses */
};

/* "(hd0,0)" that SPAN starts with; anything else in parentheses is left alone. */
static bool device_in(struct pool *pool, struct bytes text, struct span span,
		      struct device *device)
{
	const char *word = text_str(pool, text, span);
	int len = 0;

	if (sscanf(word, "(hd%2u,%3u%n", &device->disk, &device->part, &len) != 2 ||
	    word[len] != ')')
		return false;
	device->inside = (struct span){ span.offset + 1, (size_t)len - 1 };
	return true;
}

/* The disk of all volumes, or NULL where there are several. */
static const struct disk *only_disk(const struct guest *guest)
{
	const struct disk *only = NULL;

	for (size_t i = 0; i < guest->volume_count; i++) {
		const struct disk *disk = guest->volume[i].disk;

		if (only && disk && disk != only)
			return NULL;
		if (disk)
			only = disk;
	}
	return guest->disk_count > 1 ? NULL : only;
}

/* What is wrong with DEVICE on the only disk of this guest, or NULL. */
static const char *problem_of(struct guest *guest, const struct device *device)
{
	const struct disk *disk = only_disk(guest);
	const struct volume *found = NULL;

	if (!disk)
		return NULL;
	if (device->disk > 0)
		return "is on another disk, and there is only one";
	for (size_t i = 0; i < guest->volume_count; i++)
		if (guest->volume[i].disk == disk &&
		    guest->volume[i].part == device->part + 1)
			found = &guest->volume[i];
	if (!found)
		return "is no partition of this disk";
	return found->type && strcmp(found->type, "swap") == 0 ? "is swap space" : NULL;
}

static void look_at_device(struct bootsearch_list *list, unsigned line, struct span span,
			   const struct volume *volume)
{
	struct guest *guest = list->guest;
	struct boot_search *search;
	const char *problem, *name;
	struct device device;

	if (!device_in(guest->pool, list->text, span, &device))
		return;
	problem = problem_of(guest, &device);
	if (!problem)
		return;
	name = text_str(guest->pool, list->text, device.inside);
	search = bootsearch_add(list, line, device.inside,
				pool_printf(guest->pool, "root (%s)", name));
	search->problem = pool_printf(guest->pool, "GRUB's root (%s) %s", name, problem);
	if (volume && volume->disk && volume->part)
		search->right = pool_printf(guest->pool, "hd0,%u", volume->part - 1);
	else
		search->why_not = "the partition of its kernel is not known";
}

/* "uuid" of Debian's GRUB Legacy, and "groot" of its update-grub. */
static void look_at_uuid(struct bootsearch_list *list,
			 const struct menulst_command *command,
			 const struct volume *volume)
{
	struct guest *guest = list->guest;
	struct boot_search *search;

	if (strspn(command->value, "0123456789abcdefABCDEF-") < 9 ||
	    !devname_is_missing(
		    guest, devname_parse(guest->pool, pool_printf(guest->pool, "UUID=%s",
								  command->value))))
		return;
	search = bootsearch_add(list, command->line, command->value_span,
				pool_printf(guest->pool, "search %s", command->value));
	search->problem = pool_printf(
		guest->pool, "GRUB searches the file system %s, which is not here",
		command->value);
	search->right = volume ? volume->uuid : NULL;
}

static bool is_load(const struct menulst_command *command)
{
	return strcmp(command->name, "kernel") == 0 ||
	       strcmp(command->name, "module") == 0 ||
	       strcmp(command->name, "initrd") == 0;
}

/* Whether VOLUME has what WRITTEN names at the place GRUB looks for it. */
static bool is_on(struct guest *guest, const struct volume *volume, const char *written,
		  const char *kernel)
{
	const char *path = written[0] == '(' ? strchr(written, ')') : NULL;

	path = path ? path + 1 : written;
	return strcmp(path_join(guest->pool, volume->mountpoint,
				path + strspn(path, "/")),
		      kernel) == 0;
}

static const struct menulst_command *command_at(const struct menulst *menu, unsigned line)
{
	size_t low = 0, high = menu->commands;

	while (low < high) {
		size_t middle = (low + high) / 2;

		if (menu->command[middle].line < line)
			low = middle + 1;
		else
			high = middle;
	}
	return low < menu->commands && menu->command[low].line == line
		       ? &menu->command[low]
		       : NULL;
}

/*
 * The volume of the kernel of each entry that starts this system; NULL of the others, and
 * of one that swaps disks: these are nobody's to judge.
 */
static const struct volume **volumes_of(struct bootsearch_list *list,
					const struct menulst *menu)
{
	struct pool *pool = list->guest->pool;
	const struct volume **volume =
		pool_alloc(pool, (menu->entries + 1) * sizeof(*volume));
	const struct boot *boot = guest_boot(list->guest);

	for (size_t i = 0; i < boot->count; i++) {
		const struct boot_entry *own = &boot->entry[i];
		const struct menulst_command *command;
		const struct volume *of_kernel;
		struct menulst_load load;

		if (own->loader != BOOT_GRUB_LEGACY || !own->is_own ||
		    !own->kernel_there || strcmp(own->file, list->path) != 0)
			continue;
		command = command_at(menu, own->file_line);
		of_kernel = guest_volume_of(list->guest, own->kernel);
		if (command && command->entry >= 0 && of_kernel &&
		    menulst_load(pool, list->text, command, &load) &&
		    is_on(list->guest, of_kernel, load.file, own->kernel))
			volume[command->entry] = of_kernel;
	}
	for (size_t i = 0; i < menu->commands; i++)
		if (menu->command[i].entry >= 0 &&
		    strcmp(menu->command[i].name, "map") == 0)
			volume[menu->command[i].entry] = NULL;
	return volume;
}

static void look_at_command(struct bootsearch_list *list,
			    const struct menulst_command *command,
			    const struct volume *volume)
{
	if (strcmp(command->name, "root") == 0 || is_load(command))
		look_at_device(list, command->line, command->value_span, volume);
	else if (strcmp(command->name, "uuid") == 0)
		look_at_uuid(list, command, volume);
}

/* "groot": from it update-grub writes the root of all entries. */
static void look_at_option(struct bootsearch_list *list,
			   const struct menulst_command *option)
{
	const struct volume *volume = guest_volume_of(list->guest, "/boot");

	if (strcmp(option->name, "groot") != 0)
		return;
	look_at_device(list, option->line, option->value_span, volume);
	look_at_uuid(list, option, volume);
}

void bootsearch_menulst(struct bootsearch_list *list, const char *path)
{
	const struct volume **volume;
	const struct menulst *menu;

	if (tree_read(list->guest->tree, path, &list->text) < 0)
		return;
	list->path = path;
	menu = menulst_parse(list->guest->pool, list->text);
	volume = volumes_of(list, menu);
	for (size_t i = 0; i < menu->commands && list->count < BOOT_SEARCHES_MAX; i++) {
		const struct menulst_command *command = &menu->command[i];

		if (command->entry >= 0 && volume[command->entry])
			look_at_command(list, command, volume[command->entry]);
	}
	for (size_t i = 0; i < menu->options && list->count < BOOT_SEARCHES_MAX; i++)
		look_at_option(list, &menu->option[i]);
}
