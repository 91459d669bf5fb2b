/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A repair in place is taken back, or kept for good. */
#include <string.h>

#include "menu/menu.h"
#include "menu/plain.h"
#include "report/report.h"

static const struct action {
	const char *command, *title, *text, *yes, *done, *failed;
} actions[] = {
	{ "undo", "Undo the last repair of this disk?",
	  "What the last repair changed is written back to this disk:", "Yes, undo",
	  "Undone", "It was not undone" },
	{ "finish", "Finish the interrupted repair of this disk?",
	  "The repair that was interrupted is written to this disk to its end:",
	  "Yes, finish", "Finished", "It was not finished" },
	{ "commit", "Keep the repairs of this disk for good?",
	  "The undo files of its repairs are removed from this disk; then nothing can be "
	  "taken back:",
	  "Yes, keep", "Kept for good", "The undo files are still there" },
};

void page_undo(struct menu *menu, const char *command)
{
	const struct action *action = actions;
	struct ui_question question = { .no = "No" };
	struct work_result result;

	while (strcmp(action->command, command) != 0)
		action++;
	question.title = action->title;
	question.text =
		pool_printf(menu->pool, "%s\n\n%s", action->text, menu_disk_lines(menu));
	question.yes = action->yes;
	if (menu->ui->ask(menu->ui->arg, &question) != UI_OK)
		return;
	lock_note(&menu->lock, pool_printf(menu->pool, "%s is writing to %s",
					   menu->console.name, menu_disk_names(menu)));
	result = menu_command(
		menu, command, NULL, action->done,
		pool_printf(menu->pool, "Writing to %s.", menu_disk_names(menu)));
	json_decref(result.report);
	menu_tell(menu, result.status == 0 ? action->done : action->failed,
		  result.status == 0 && *result.output ? result.output : result.said);
}
