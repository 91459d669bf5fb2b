/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The last question before a disk is written. */
#include "menu/menu.h"
#include "menu/plain.h"
#include "report/report.h"

static const char *text_of(struct menu *menu)
{
	const json_t *system = json_object_get(menu->choice, "system");

	return pool_printf(
		menu->pool,
		"The repair is written to %s:\n\n%s\n"
		"System: %s\n%s\n\n"
		"What is there now goes into an undo file first, so that it can be taken "
		"back.",
		menu_these_disks(menu), menu_disk_lines(menu),
		plain_line(menu->pool, report_text_of(system, "name")),
		plain_line(menu->pool, report_text_of(menu->choice, "verdict")));
}

enum page page_confirm(struct menu *menu)
{
	const struct ui_question question = {
		.title = pool_printf(menu->pool, "Write to %s?", menu_these_disks(menu)),
		.text = text_of(menu),
		.yes = "Yes, write",
		.no = "No",
		.extra = "Changes",
	};
	const char *read_only = menu_read_only(menu);

	if (read_only) {
		menu_tell(menu, "The disk is read-only",
			  pool_printf(menu->pool,
				      "%s cannot be written: the machine has it as "
				      "read-only.",
				      read_only));
		return PAGE_FINDINGS;
	}
	for (;;) {
		switch (menu->ui->ask(menu->ui->arg, &question)) {
		case UI_OK:
			return PAGE_REPAIR;
		case UI_EXTRA:
			menu->ui->show(menu->ui->arg, "All changes",
				       menu_changes(menu, menu->choice));
			break;
		default:
			return PAGE_CHOOSE;
		}
	}
}
