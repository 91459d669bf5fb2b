/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The repair, and what has become of it. */
#include <string.h>

#include "menu/menu.h"
#include "menu/plain.h"
#include "report/report.h"

enum page page_repair(struct menu *menu)
{
	struct strs extra = { .pool = menu->pool };
	struct work_result result;

	strs_add(&extra, "--in-place");
	strs_add(&extra, "--json");
	strs_addf(&extra, "--for=%s", menu->profile);
	if (menu->only.count)
		strs_addf(&extra, "--only=%s", strs_join(&menu->only, ","));
	lock_note(&menu->lock, pool_printf(menu->pool, "%s is repairing %s",
					   menu->console.name, menu_disk_names(menu)));
	result = menu_command(
		menu, "fix", &extra, "Repairing",
		pool_printf(menu->pool, "%s is being repaired.", menu_disk_names(menu)));
	json_decref(menu->result);
	menu->result = result.report;
	if (*result.said || !result.report)
		menu_tell(menu,
			  result.status == 0 || result.status == 1
				  ? "The repair"
				  : "The repair did not succeed",
			  *result.said ? result.said : "It ended without a report.");
	return result.report ? PAGE_DONE : PAGE_FINDINGS;
}

static const char *headline(const struct menu *menu)
{
	return json_is_true(json_object_get(menu->result, "verified"))
		       ? "Written, and verified on the disk"
		       : "Not verified";
}

static struct menu_list list_of(struct menu *menu)
{
	struct menu_list list = { .pool = menu->pool };

	menu_add(&list, "A", "What was done", "the report");
	menu_add(&list, "D", "What was changed", "file by file");
	menu_add(&list, "W", "Save the report",
		 "on another disk or a USB stick of this machine");
	menu_add(&list, "V", "Prove that it boots", "in a virtual machine");
	menu_add(&list, "E", "Export the disk as an image",
		 "to another disk or a USB stick");
	menu_add(&list, "U", "Undo", "all as it was before");
	menu_add(&list, "K", "Keep it for good", "the undo file is removed");
	menu_add(&list, "L", "Look at the disk again", NULL);
	menu_add_ends(&list);
	list.list.title = headline(menu);
	list.list.text = plain_line(menu->pool, report_text_of(menu->result, "verdict"));
	list.list.ok = "Choose";
	list.list.back = "Disks";
	return list;
}

static void open_item(struct menu *menu, char tag)
{
	switch (tag) {
	case 'A':
		menu->ui->show(menu->ui->arg, "What was done",
			       menu_report_text(menu, menu->result));
		break;
	case 'D':
		menu->ui->show(menu->ui->arg, "What was changed",
			       menu_changes(menu, menu->result));
		break;
	case 'W':
		page_save(menu, menu->result);
		break;
	case 'V':
		page_prove(menu);
		break;
	case 'E':
		page_export(menu);
		break;
	case 'U':
		page_undo(menu, "undo");
		break;
	default:
		page_undo(menu, "commit");
		break;
	}
}

enum page page_done(struct menu *menu)
{
	struct menu_list list = list_of(menu);
	const char *tag;

	for (;;) {
		if (menu->ui->choose(menu->ui->arg, &list.list) != UI_OK)
			return PAGE_SYSTEMS;
		tag = menu_tag(menu, &list);
		if (tag && *tag == 'L')
			return PAGE_LOOK;
		if (tag)
			open_item(menu, *tag);
	}
}
