/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A repair in place is taken back, or kept for good; and how it is proven. */
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

/* There is no emulator in the appliance, and there is a machine around it. */
void page_prove(struct menu *menu)
{
	menu->ui->show(
		menu->ui->arg, "Prove that it boots",
		"A proof starts the repaired system in a virtual machine and waits until "
		"it answers. The appliance holds no emulator, so this cannot be done "
		"here. Two ways are left:\n\n"
		"Here: take the appliance's medium away and restart the machine from the "
		"repaired disk. The undo file stays until you choose \"Keep it for "
		"good\", "
		"so start the appliance again and undo where it does not boot.\n\n"
		"On another computer that has drydock and QEMU, from an image of this "
		"disk:\n\n"
		"    drydock prove IMAGE\n\n"
		"It says how far the system came: firmware, boot loader, kernel, root, "
		"login, DHCP, SSH.\n");
}
