/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the keys of the screen's keyboard mean, before a passphrase is typed. */
#include "app/keymap.h"
#include "menu/menu.h"
#include "menu/plain.h"

void page_keyboard(struct menu *menu)
{
	struct strs names = keymap_names(menu->pool);
	struct menu_list list = {
		.pool = menu->pool,
		.list = { .title = "Keyboard",
			  .text = "What the keys of this machine's own keyboard mean. A "
				  "letter goes to the names that begin with it.",
			  .ok = "Choose",
			  .back = "Back" },
	};
	const char *arguments[] = { "keymap", NULL, NULL };
	const struct work work = { .arguments = arguments };
	struct work_result result;

	if (names.count == 0) {
		menu_tell(menu, "Keyboard", "There is no other keyboard map here.");
		return;
	}
	for (size_t i = 0; i < names.count; i++)
		menu_add(&list, names.item[i], "", NULL);
	if (menu->ui->choose(menu->ui->arg, &list.list) != UI_OK)
		return;
	arguments[1] = list.list.item[list.list.at].tag;
	menu->run(menu->pool, &work, &result);
	json_decref(result.report);
	if (result.status != 0)
		menu_tell(menu, "The keyboard is as it was", result.said);
}
