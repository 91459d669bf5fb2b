/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What is behind a passphrase is looked for only once it was typed. */
#include <string.h>

#include "menu/menu.h"
#include "menu/plain.h"
#include "report/report.h"

enum { SYSTEMS_MAX = 32 };

static bool has_text(const json_t *array, const char *text)
{
	size_t i;
	json_t *one;

	for (i = 0; (one = json_array_get(array, i)) != NULL; i++)
		if (strcmp(json_string_value(one), text) == 0)
			return true;
	return false;
}

/* Whether FOUND lies on a disk of the container, and was not seen without its key. */
static bool was_locked(const struct menu *menu, const json_t *found)
{
	const json_t *known = json_object_get(menu->found, "systems");
	const json_t *disks = json_object_get(found, "disks");
	const char *place = report_text_of(found, "place");
	size_t i;
	json_t *one;
	bool shares = false;

	if (*report_text_of(found, "problem"))
		return false;
	for (i = 0; (one = json_array_get(known, i)) != NULL; i++)
		if (report_is(one, "place", place))
			return false;
	for (i = 0;
	     (one = json_array_get(json_object_get(menu->system, "disks"), i)) != NULL;
	     i++)
		shares |= has_text(disks, json_string_value(one));
	return shares;
}

static json_t *choose(struct menu *menu, json_t *const *system, size_t count)
{
	struct menu_list list = {
		.pool = menu->pool,
		.list = { .title = "Systems behind this passphrase",
			  .text = "Which one is to be looked at?",
			  .ok = "Choose",
			  .back = "Back" },
	};

	if (count == 1)
		return system[0];
	for (size_t i = 0; i < count; i++)
		menu_add(&list, pool_printf(menu->pool, "%zu", i + 1),
			 plain_cut(menu->pool,
				   pool_printf(menu->pool, "%s on %s",
					       report_text_of(system[i], "name"),
					       report_text_of(system[i], "place")),
				   MENU_COLUMNS),
			 NULL);
	if (menu->ui->choose(menu->ui->arg, &list.list) != UI_OK)
		return NULL;
	return system[list.list.at];
}

/* Why the container is still one, now that there was a key. */
static const char *why_none(const struct menu *menu, const json_t *systems)
{
	const char *place = report_text_of(menu->system, "place");
	size_t i;
	json_t *one;

	for (i = 0; (one = json_array_get(systems, i)) != NULL; i++)
		if (report_is(one, "place", place))
			return report_text_of(one, "problem");
	return "There is no system in it.";
}

static struct work_result look(struct menu *menu)
{
	const char *const arguments[] = { "systems", "--passphrase-stdin", NULL };
	const struct work work = { .arguments = arguments,
				   .input = bytes_of(menu->secret) };
	struct work_result result;

	menu->ui->gauge(menu->ui->arg, "Looking",
			pool_printf(menu->pool, "Looking for the system on %s ...",
				    menu_disk_names(menu)),
			0);
	menu->run(menu->pool, &work, &result);
	menu->ui->gauge_end(menu->ui->arg);
	return result;
}

bool menu_unlock(struct menu *menu)
{
	json_t *system[SYSTEMS_MAX], *chosen = NULL;
	const json_t *systems;
	struct work_result result;
	size_t count = 0;

	if (menu->ui->secret(menu->ui->arg, "Passphrase",
			     pool_printf(menu->pool,
					 "%s is encrypted. Its passphrase is kept in "
					 "memory until you leave this system; it is not "
					 "shown as you type.",
					 menu_disk_names(menu)),
			     menu->secret, sizeof(menu->secret)) != UI_OK ||
	    !*menu->secret)
		return false;
	result = look(menu);
	systems = json_object_get(result.report, "systems");
	for (size_t i = 0; i < json_array_size(systems) && count < SYSTEMS_MAX; i++)
		if (was_locked(menu, json_array_get(systems, i)))
			system[count++] = json_array_get(systems, i);
	if (count)
		chosen = choose(menu, system, count);
	else
		menu_tell(menu, "It cannot be looked at",
			  result.report ? why_none(menu, systems) : result.said);
	menu->unlocked = json_incref(chosen);
	json_decref(result.report);
	if (chosen)
		menu->system = menu->unlocked;
	return chosen != NULL;
}
