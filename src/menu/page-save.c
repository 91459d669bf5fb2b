/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The report goes to a file system of another disk. */
#include <stdlib.h>

#include "menu/menu.h"
#include "menu/plain.h"
#include "report/report.h"

static bool confirm(struct menu *menu, const json_t *volume)
{
	const struct ui_question question = {
		.title = "Write to this disk?",
		.text = pool_printf(
			menu->pool,
			"Three files with the report are written to %s (%s) of this disk:"
			"\n\n%s",
			plain_line(menu->pool, report_text_of(volume, "name")),
			plain_line(menu->pool, report_text_of(volume, "type")),
			menu_place_lines(menu, volume)),
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
	const json_t *volume;

	if (menu_place(menu, "Where is the report to be saved?", NULL, &volume) &&
	    confirm(menu, volume))
		save(menu, report, volume);
}
