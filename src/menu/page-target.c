/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Where the system is to run: that decides what is wrong with it. */
#include <string.h>

#include "guest/profile.h"
#include "menu/menu.h"
#include "menu/plain.h"

static struct strs sorted_names(struct pool *pool)
{
	struct strs names = { .pool = pool };

	for (const struct profile_text *text = profile_builtin; text->name; text++)
		strs_add(&names, text->name);
	strs_sort(&names);
	return names;
}

enum page page_target(struct menu *menu)
{
	struct menu_list list = {
		.pool = menu->pool,
		.list = { .title = "Where is it to run?",
			  .text = "What has to be right depends on the machine or cloud "
				  "that the disk will run in.",
			  .ok = "Choose",
			  .back = "Back" },
	};
	struct strs names = sorted_names(menu->pool);
	const char *wanted = menu->profile ? menu->profile : "generic-kvm";

	for (size_t i = 0; i < names.count; i++) {
		struct profile *profile;
		const char *why;

		if (profile_load(menu->pool, names.item[i], &profile, &why) < 0)
			continue;
		if (strcmp(names.item[i], wanted) == 0)
			list.list.at = list.list.count;
		menu_add(&list, names.item[i],
			 plain_cut(menu->pool, profile->title, MENU_COLUMNS - 16), NULL);
	}
	if (menu->ui->choose(menu->ui->arg, &list.list) != UI_OK)
		return PAGE_SYSTEMS;
	for (const struct profile_text *text = profile_builtin; text->name; text++)
		if (strcmp(text->name, list.list.item[list.list.at].tag) == 0)
			menu->profile = text->name;
	return PAGE_LOOK;
}
