/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The report goes to a file system of another disk. */
#include <stdlib.h>
#include <string.h>

#include "menu/menu.h"
#include "menu/plain.h"
#include "report/report.h"

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

static struct menu_list places(struct menu *menu, const json_t **volume, size_t room)
{
	struct menu_list list = { .pool = menu->pool };
	size_t i;
	json_t *found;

	for (i = 0;
	     (found = json_array_get(json_object_get(menu->found, "volumes"), i)) != NULL;
	     i++) {
		const char *name = report_text_of(found, "disk");
		const json_t *disk = menu_disk(menu, name);

		if (is_of_system(menu, name) || list.list.count == room ||
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

static bool confirm(struct menu *menu, const json_t *volume)
{
	const json_t *disk = menu_disk(menu, report_text_of(volume, "disk"));
	const struct ui_question question = {
		.title = "Write to this disk?",
		.text = pool_printf(
			menu->pool,
			"Three files with the report are written to %s (%s) of this disk:"
			"\n\n  Disk     %s\n  Model    %s\n  Size     %s\n  Serial   "
			"%s\n",
			plain_line(menu->pool, report_text_of(volume, "name")),
			plain_line(menu->pool, report_text_of(volume, "type")),
			plain_line(menu->pool, report_text_of(disk, "name")),
			plain_line(menu->pool, report_text_of(disk, "model")),
			size_of(menu->pool, disk),
			plain_line(menu->pool, report_text_of(disk, "serial"))),
		.yes = "Yes, write",
		.no = "No",
	};

	return menu->ui->ask(menu->ui->arg, &question) == UI_OK;
}

static void save(struct menu *menu, const json_t *report, const json_t *volume)
{
	char *text = json_dumps(report, 0);
	const char *const arguments[] = { "save", report_text_of(volume, "name"), NULL };
	const struct work work = {
		.arguments = arguments,
		.input = bytes_of(text ? text : ""),
		.writes = true,
	};
	struct work_result result;

	menu->run(menu->pool, &work, &result);
	json_decref(result.report);
	free(text);
	menu_tell(menu, result.status == 0 ? "Saved" : "Not saved",
		  result.status == 0 ? result.output : result.said);
}

void page_save(struct menu *menu, const json_t *report)
{
	const json_t *volume[64];
	struct menu_list list = places(menu, volume, 64);

	list.list.title = "Where is the report to be saved?";
	list.list.text = "FAT and ext4 file systems on the other disks of this machine; "
			 "\"Look for disks again\" on the first page finds a stick that "
			 "was put in later.";
	list.list.ok = "Choose";
	list.list.back = "Back";
	if (list.list.count == 0) {
		menu_tell(menu, "No place for the report",
			  "No other disk of this machine has a FAT or ext4 file system. "
			  "Put a stick in, and choose \"Look for disks again\" on the "
			  "first page.");
		return;
	}
	if (menu->ui->choose(menu->ui->arg, &list.list) == UI_OK &&
	    confirm(menu, volume[list.list.at]))
		save(menu, report, volume[list.list.at]);
}
