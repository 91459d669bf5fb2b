/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The first page: the systems on the disks of this machine. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "menu/menu.h"
#include "menu/plain.h"
#include "report/report.h"

/* One console looks, and both know. */
static const char *known_path(struct menu *menu)
{
	return pool_printf(menu->pool, "%s/systems.json", menu->directory);
}

static void load_known(struct menu *menu)
{
	json_t *known = json_load_file(known_path(menu), 0, NULL);

	if (!known)
		return;
	json_decref(menu->found);
	menu->found = known;
}

static void run_alone(struct menu *menu, const char *command, const char *option,
		      struct work_result *result)
{
	const char *const arguments[] = { command, option, NULL };
	const struct work work = { .arguments = arguments };

	menu->ui->gauge(menu->ui->arg, "Disks",
			"Looking for the systems on the disks of this machine ...", 0);
	menu->run(menu->pool, &work, result);
	menu->ui->gauge_end(menu->ui->arg);
}

static void look(struct menu *menu)
{
	struct work_result result;
	const char *new = pool_printf(menu->pool, "%s.new", known_path(menu));

	run_alone(menu, "systems", NULL, &result);
	if (!result.report) {
		menu_tell(menu, "The disks cannot be looked at", result.said);
		result.report = json_pack("{s:[], s:[]}", "systems", "disks");
	}
	json_decref(menu->found);
	menu->found = result.report;
	if (json_dump_file(menu->found, new, 0) == 0)
		(void)rename(new, known_path(menu));
}

static void know(struct menu *menu)
{
	load_known(menu);
	if (menu->found || !menu_take(menu, "looking for systems"))
		return;
	load_known(menu);
	if (!menu->found)
		look(menu);
	lock_give(&menu->lock);
}

static void rescan(struct menu *menu)
{
	struct work_result result;

	if (!menu_take(menu, "looking for disks"))
		return;
	run_alone(menu, "disks", "--rescan", &result);
	look(menu);
	lock_give(&menu->lock);
}

/* "vda", "sda+sdb" */
static const char *disks_of(struct menu *menu, const json_t *system)
{
	struct strs names = { .pool = menu->pool };
	size_t i;
	json_t *name;

	for (i = 0; (name = json_array_get(json_object_get(system, "disks"), i)) != NULL;
	     i++)
		strs_add(&names, json_string_value(name));
	return plain_line(menu->pool, strs_join(&names, "+"));
}

static const json_t *first_disk(const struct menu *menu, const json_t *system)
{
	const char *name =
		json_string_value(json_array_get(json_object_get(system, "disks"), 0));

	return name ? menu_disk(menu, name) : NULL;
}

static const char *system_name(struct menu *menu, const json_t *system)
{
	const char *name = report_text_of(system, "name");

	if (!*report_text_of(system, "problem"))
		return name;
	return strcmp(name, "crypto_LUKS") == 0
		       ? "encrypted (LUKS)"
		       : pool_printf(menu->pool, "%s, not readable", name);
}

struct widths {
	size_t disks, size, name;
};

static size_t size_max(size_t a, size_t b)
{
	return a > b ? a : b;
}

static const char *size_of(struct menu *menu, const json_t *disk)
{
	json_int_t size = json_integer_value(json_object_get(disk, "size"));

	return disk ? report_size(menu->pool, (uint64_t)size) : "?";
}

/* Of all its disks. */
static const char *system_size(struct menu *menu, const json_t *system)
{
	json_int_t size = 0;
	size_t i;
	json_t *name;

	for (i = 0; (name = json_array_get(json_object_get(system, "disks"), i)) != NULL;
	     i++)
		size += json_integer_value(json_object_get(
			menu_disk(menu, json_string_value(name)), "size"));
	return report_size(menu->pool, (uint64_t)size);
}

static struct widths measure(struct menu *menu)
{
	struct widths widths = { 0 };
	size_t i;
	json_t *system;

	for (i = 0; (system = json_array_get(json_object_get(menu->found, "systems"),
					     i)) != NULL;
	     i++) {
		const char *name = plain_line(menu->pool, system_name(menu, system));

		widths.disks = size_max(widths.disks, strlen(disks_of(menu, system)));
		widths.size = size_max(widths.size, strlen(system_size(menu, system)));
		widths.name = size_max(widths.name, strlen(name));
	}
	if (widths.disks > 16)
		widths.disks = 16;
	if (widths.disks + widths.size + 4 + widths.name > MENU_COLUMNS)
		widths.name = MENU_COLUMNS - 4 - widths.disks - widths.size;
	return widths;
}

/* Paravirtual disks have none. */
static const char *model_of(const json_t *disk)
{
	const char *model = report_text_of(disk, "model");

	return *model ? model : report_text_of(disk, "driver");
}

static void add_system(struct menu *menu, struct menu_list *list, const json_t *system,
		       const struct widths *w)
{
	const json_t *disk = first_disk(menu, system);
	const char *model = plain_line(menu->pool, model_of(disk));
	const char *place = plain_line(menu->pool, report_text_of(system, "place"));
	const char *serial = plain_line(menu->pool, report_text_of(disk, "serial"));
	size_t taken = w->disks + w->size + w->name + 6;

	menu_add(list, pool_printf(menu->pool, "%zu", list->list.count + 1),
		 pool_printf(menu->pool, "%-*s  %*s  %-*s  %s", (int)w->disks,
			     plain_cut(menu->pool, disks_of(menu, system), w->disks),
			     (int)w->size, system_size(menu, system), (int)w->name,
			     plain_cut(menu->pool, system_name(menu, system), w->name),
			     taken + 6 < MENU_COLUMNS
				     ? plain_cut(menu->pool, model, MENU_COLUMNS - taken)
				     : ""),
		 plain_cut(menu->pool,
			   pool_printf(menu->pool, "on %s; model %s; serial %s%s", place,
				       *model ? model : "unknown",
				       *serial ? serial : "unknown",
				       json_is_true(json_object_get(disk, "read_only"))
					       ? "; read-only"
					       : ""),
			   78));
}

static size_t left_out(const struct menu *menu)
{
	size_t i, count = 0;
	json_t *disk;

	for (i = 0;
	     (disk = json_array_get(json_object_get(menu->found, "disks"), i)) != NULL;
	     i++)
		count += *report_text_of(disk, "why") != '\0';
	return count;
}

static void show_left_out(struct menu *menu)
{
	struct buf text = { .pool = menu->pool };
	size_t i;
	json_t *disk;

	for (i = 0;
	     (disk = json_array_get(json_object_get(menu->found, "disks"), i)) != NULL;
	     i++)
		if (*report_text_of(disk, "why"))
			buf_addf(&text, "%-9s %9s  %s, serial %s\n          %s\n\n",
				 report_text_of(disk, "name"), size_of(menu, disk),
				 plain_line(menu->pool, report_text_of(disk, "model")),
				 plain_line(menu->pool, report_text_of(disk, "serial")),
				 plain_line(menu->pool, report_text_of(disk, "why")));
	menu->ui->show(menu->ui->arg, "Disks that are not offered",
		       bytes_str(menu->pool, buf_bytes(&text)));
}

static void add_others(struct menu *menu, struct menu_list *list)
{
	size_t without = left_out(menu);

	menu_add(list, "R", "Look for disks again", NULL);
	if (without)
		menu_add(list, "N",
			 pool_printf(menu->pool, "Disks that are not offered: %zu",
				     without),
			 "their names, and why");
	if (!menu->console.is_serial)
		menu_add(list, "K", "Keyboard", "what its keys mean");
	menu_add(list, "C",
		 console_has_colour() ? "No colours on this console"
				      : "Colours on this console",
		 "a serial line is taken for a VT220, without; with: for an xterm");
	menu_add_ends(list);
}

static void toggle_colour(struct menu *menu)
{
	console_toggle_colour(&menu->console);
	menu->ui->suspend(menu->ui->arg);
	execl("/proc/self/exe", "drydock", "menu", (char *)NULL);
	menu->ui->resume(menu->ui->arg);
}

static enum page choose(struct menu *menu, struct menu_list *list)
{
	const json_t *systems = json_object_get(menu->found, "systems");
	const char *tag;

	if (menu->ui->choose(menu->ui->arg, &list->list) != UI_OK)
		return PAGE_SYSTEMS;
	if (list->list.at < json_array_size(systems)) {
		menu->system = json_array_get(systems, list->list.at);
		if (menu_take(menu, pool_printf(menu->pool, "working on %s",
						menu_disk_names(menu))))
			return PAGE_TARGET;
		menu->system = NULL;
		return PAGE_SYSTEMS;
	}
	tag = menu_tag(menu, list);
	if (tag && *tag == 'R')
		rescan(menu);
	else if (tag && *tag == 'N')
		show_left_out(menu);
	else if (tag && *tag == 'K')
		page_keyboard(menu);
	else if (tag && *tag == 'C')
		toggle_colour(menu);
	return PAGE_SYSTEMS;
}

enum page page_systems(struct menu *menu)
{
	struct menu_list list = { .pool = menu->pool };
	struct widths widths;
	size_t i;
	json_t *system;

	menu_forget(menu);
	list.pool = menu->pool;
	know(menu);
	if (!menu->found)
		return PAGE_SYSTEMS;
	list.list = (struct ui_list){
		.title = "Systems on the disks of this machine",
		.text = json_array_size(json_object_get(menu->found, "systems"))
				? "Which one is to be looked at? Looking changes nothing "
				  "on its disk."
				: "No disk of this machine holds a system.",
		.ok = "Choose",
	};
	widths = measure(menu);
	for (i = 0; (system = json_array_get(json_object_get(menu->found, "systems"),
					     i)) != NULL;
	     i++)
		add_system(menu, &list, system, &widths);
	add_others(menu, &list);
	return choose(menu, &list);
}
