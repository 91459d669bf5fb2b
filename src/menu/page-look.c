/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What is wrong with the system: all repairs are rehearsed in memory, so that each
 * finding comes with what its repair would change.
 */
#include "menu/menu.h"
#include "menu/plain.h"
#include "report/report.h"

static bool is_locked(const struct menu *menu)
{
	return report_is(menu->system, "name", "crypto_LUKS");
}

static struct work_result look(struct menu *menu, const char *command, const char *dry)
{
	struct strs extra = { .pool = menu->pool };

	strs_add(&extra, "--json");
	if (dry)
		strs_add(&extra, dry);
	strs_addf(&extra, "--for=%s", menu->profile);
	return menu_command(
		menu, command, &extra, "Looking",
		pool_printf(menu->pool,
			    "%s is looked at, and its repair is rehearsed in memory. "
			    "Nothing is written to the disk.",
			    menu_disk_names(menu)));
}

/* Also of a system that may only be looked at. */
static struct work_result look_somehow(struct menu *menu)
{
	struct work_result result = look(menu, "fix", "--dry-run");
	const char *why = result.said;

	menu->why_not = NULL;
	if (result.report || result.cancelled)
		return result;
	result = look(menu, "check", NULL);
	if (result.report)
		menu->why_not = *why ? why : "its repair cannot be rehearsed";
	return result;
}

enum page page_look(struct menu *menu)
{
	struct work_result result;

	if (is_locked(menu) && !menu_unlock(menu))
		return PAGE_SYSTEMS;
	result = look_somehow(menu);
	if (result.cancelled || !result.report) {
		if (!result.cancelled)
			menu_tell(menu, "It cannot be looked at", result.said);
		json_decref(result.report);
		return PAGE_SYSTEMS;
	}
	json_decref(menu->report);
	json_decref(menu->choice);
	json_decref(menu->result);
	menu->report = result.report;
	menu->choice = menu->result = NULL;
	menu->only = (struct strs){ .pool = menu->pool };
	if (menu->why_not)
		menu_tell(menu, "It can be looked at, but not repaired", menu->why_not);
	else if (*result.said)
		menu_tell(menu, "Before you go on", result.said);
	return PAGE_FINDINGS;
}
