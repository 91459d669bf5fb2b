/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A file system of another disk, for what is to be kept. */
#include <string.h>

#include "menu/menu.h"
#include "menu/plain.h"
#include "report/report.h"

enum { PLACES_MAX = 64 };

static bool is_of_system(const struct menu *menu, const char *disk)
{
	size_t i;
	json_t *name;

	for (i = 0;
	     (name = json_array_get(json_object_get(menu->system, "disks"), i)) != NULL;
	     i++)
		if (strcmp(json_string_value(name), disk) == 0)
			return true;
	return false;
}

static const char *size_of(struct pool *pool, const json_t *object)
{
	json_int_t size = json_integer_value(json_object_get(object, "size"));

	return report_size(pool, (uint64_t)size);
}

static struct menu_list places(struct menu *menu, const json_t **volume)
{
	struct menu_list list = { .pool = menu->pool };
	size_t i;
	json_t *found;

	for (i = 0;
	     (found = json_array_get(json_object_get(menu->found, "volumes"), i)) != NULL;
	     i++) {
		const char *name = report_text_of(found, "disk");
		const json_t *disk = menu_disk(menu, name);

		if (is_of_system(menu, name) || list.list.count == PLACES_MAX ||
		    json_is_true(json_object_get(disk, "read_only")))
			continue;
		volume[list.list.count] = found;
		menu_add(&list, pool_printf(menu->pool, "%zu", list.list.count + 1),
			 plain_cut(menu->pool,
				   pool_printf(menu->pool, "%-10s %8s  %-5s %-12s %s",
					       report_text_of(found, "name"),
					       size_of(menu->pool, found),
					       report_text_of(found, "type"),
					       report_text_of(found, "label"),
					       report_text_of(disk, "model")),
				   MENU_COLUMNS),
			 plain_cut(menu->pool,
				   pool_printf(menu->pool, "model %s; serial %s",
					       report_text_of(disk, "model"),
					       report_text_of(disk, "serial")),
				   78));
	}
	return list;
}

bool menu_place(struct menu *menu, const char *title, const char *other,
		const json_t **volume)
{
	const json_t *found[PLACES_MAX + 1] = { NULL };
	struct menu_list list = places(menu, found);

	if (other)
		menu_add(&list, "N", other, "A network card is chosen first");
	list.list.title = title;
	list.list.text = "FAT, ext4 and XFS file systems on the other disks of this "
			 "machine; \"Look for disks again\" on the first page finds a "
			 "stick that was put in later.";
	list.list.ok = "Choose";
	list.list.back = "Back";
	if (list.list.count == 0) {
		menu_tell(
			menu, "No place for it",
			"No other disk of this machine has a FAT, ext4 or XFS file "
			"system. Put a stick in, and choose \"Look for disks again\" on "
			"the first page.");
		return false;
	}
	if (menu->ui->choose(menu->ui->arg, &list.list) != UI_OK)
		return false;
	*volume =
		other && list.list.at == list.list.count - 1 ? NULL : found[list.list.at];
	return true;
}

const char *menu_place_lines(struct menu *menu, const json_t *volume)
{
	const json_t *disk = menu_disk(menu, report_text_of(volume, "disk"));

	return pool_printf(menu->pool,
			   "  Disk     %s\n  Model    %s\n  Size     %s\n  Serial   %s\n",
			   plain_line(menu->pool, report_text_of(disk, "name")),
			   plain_line(menu->pool, report_text_of(disk, "model")),
			   size_of(menu->pool, disk),
			   plain_line(menu->pool, report_text_of(disk, "serial")));
}
