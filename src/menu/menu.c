/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "menu/menu.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "menu/plain.h"
#include "report/report.h"
#include "report/text.h"

void menu_pages(struct menu *menu, enum page first)
{
	static enum page (*const pages[PAGE_END])(struct menu *) = {
		[PAGE_SYSTEMS] = page_systems, [PAGE_TARGET] = page_target,
		[PAGE_LOOK] = page_look,       [PAGE_FINDINGS] = page_findings,
		[PAGE_CHOOSE] = page_choose,   [PAGE_CONFIRM] = page_confirm,
		[PAGE_REPAIR] = page_repair,   [PAGE_DONE] = page_done,
	};
	enum page page = first;

	while (page != PAGE_END)
		page = pages[page](menu);
}

void menu_forget(struct menu *menu)
{
	json_decref(menu->report);
	json_decref(menu->choice);
	json_decref(menu->result);
	json_decref(menu->unlocked);
	menu->report = menu->choice = menu->result = menu->unlocked = NULL;
	menu->system = NULL;
	menu->why_not = NULL;
	explicit_bzero(menu->secret, sizeof(menu->secret));
	lock_give(&menu->lock);
	pool_free(menu->pool);
	menu->pool = pool_new();
	menu->only = (struct strs){ .pool = menu->pool };
}

bool menu_take(struct menu *menu, const char *what)
{
	const char *path = pool_printf(menu->pool, "%s/menu.lock", menu->directory);
	const char *who = pool_printf(menu->pool, "%s is %s", menu->console.name, what);
	char holder[200] = "", shown[200];
	bool waited = false, left = false;

	while (!left && !lock_take(&menu->lock, path, who)) {
		(void)snprintf(shown, sizeof(shown), "%s", holder);
		lock_holder(path, holder, sizeof(holder));
		/* A serial line is slow: once for each thing that is said. */
		if (!waited || strcmp(shown, holder) != 0)
			menu->ui->gauge(menu->ui->arg, "The other console has the disks",
					plain_line(menu->pool,
						   *holder ? holder
							   : "It does not say what for."),
					0);
		waited = true;
		left = menu->ui->wait(menu->ui->arg, 200);
	}
	if (waited)
		menu->ui->gauge_end(menu->ui->arg);
	return !left;
}

struct gauge {
	struct menu *menu;
	const char *title, *text;
	bool writes;
};

static bool progress(void *arg, const char *stage, double done)
{
	const struct gauge *gauge = arg;
	const struct ui *ui = gauge->menu->ui;
	struct pool *pool = pool_new();

	ui->gauge(ui->arg, gauge->title,
		  pool_printf(
			  pool, "%s\n\nNow: %s\n%s", gauge->text, plain_line(pool, stage),
			  gauge->writes ? "Do not switch the machine off." : "Esc: stop"),
		  done);
	pool_free(pool);
	return ui->wait(ui->arg, 0);
}

static void add_disks(struct menu *menu, struct strs *arguments)
{
	size_t i;
	json_t *name;

	for (i = 0;
	     (name = json_array_get(json_object_get(menu->system, "disks"), i)) != NULL;
	     i++)
		strs_addf(arguments, "/dev/%s", json_string_value(name));
}

struct work_result menu_work(struct menu *menu, const struct work *work,
			     const char *title, const char *text)
{
	struct gauge gauge = { menu, title, text, work->writes };
	struct work shown = *work;
	struct work_result result;

	shown.progress = progress;
	shown.arg = &gauge;
	menu->run(menu->pool, &shown, &result);
	menu->ui->gauge_end(menu->ui->arg);
	return result;
}

struct work_result menu_command(struct menu *menu, const char *command,
				const struct strs *extra, const char *title,
				const char *text)
{
	struct strs arguments = { .pool = menu->pool };
	struct work work = { 0 };

	strs_add(&arguments, command);
	for (size_t i = 0; extra && i < extra->count; i++) {
		strs_add(&arguments, extra->item[i]);
		work.writes |= strcmp(extra->item[i], "--in-place") == 0;
	}
	work.writes |= strcmp(command, "undo") == 0 || strcmp(command, "finish") == 0 ||
		       strcmp(command, "commit") == 0;
	if (menu->system &&
	    (strcmp(command, "store") == 0 || strcmp(command, "prove") == 0)) {
		add_disks(menu, &arguments);
	} else if (menu->system) {
		if (*menu->secret) {
			strs_add(&arguments, "--passphrase-stdin");
			work.input = bytes_of(menu->secret);
		}
		strs_addf(&arguments, "--root=%s", report_text_of(menu->system, "place"));
		add_disks(menu, &arguments);
	}
	strs_add(&arguments, NULL);
	work.arguments = arguments.item;
	return menu_work(menu, &work, title, text);
}

void menu_tell(struct menu *menu, const char *title, const char *text)
{
	const struct ui_question question = { .title = title,
					      .text = plain_fold(menu->pool, text, 74, 0),
					      .yes = "Back" };

	(void)menu->ui->ask(menu->ui->arg, &question);
}

const json_t *menu_disk(const struct menu *menu, const char *name)
{
	size_t i;
	json_t *disk;

	for (i = 0;
	     (disk = json_array_get(json_object_get(menu->found, "disks"), i)) != NULL;
	     i++)
		if (report_is(disk, "name", name))
			return disk;
	return NULL;
}

const char *menu_disk_names(struct menu *menu)
{
	struct strs names = { .pool = menu->pool };
	size_t i;
	json_t *name;

	for (i = 0;
	     (name = json_array_get(json_object_get(menu->system, "disks"), i)) != NULL;
	     i++)
		strs_add(&names, json_string_value(name));
	return strs_join(&names, ", ");
}

static const char *or_unknown(const char *text)
{
	return *text ? text : "unknown";
}

/* Four lines for a disk; of many disks a line each, so that all fit on the page. */
static void add_disk_lines(struct menu *menu, struct strs *lines, const char *name,
			   bool many)
{
	const json_t *disk = menu_disk(menu, name);
	json_int_t size = json_integer_value(json_object_get(disk, "size"));

	strs_addf(lines,
		  many ? "  %s: %s, %s, serial %s"
		       : "  Disk     %s\n  Model    %s\n  Size     %s\n  Serial   %s\n",
		  plain_line(menu->pool, name),
		  plain_cut(menu->pool, or_unknown(report_text_of(disk, "model")), 28),
		  report_size(menu->pool, (uint64_t)size),
		  plain_cut(menu->pool, or_unknown(report_text_of(disk, "serial")), 28));
}

const char *menu_disk_lines(struct menu *menu)
{
	const json_t *names = json_object_get(menu->system, "disks");
	bool many = json_array_size(names) > 1;
	struct strs lines = { .pool = menu->pool };
	size_t i;
	json_t *name;

	for (i = 0; (name = json_array_get(names, i)) != NULL; i++)
		add_disk_lines(menu, &lines, json_string_value(name), many);
	return pool_printf(menu->pool, "%s%s", strs_join(&lines, "\n"), many ? "\n" : "");
}

const char *menu_these_disks(const struct menu *menu)
{
	return json_array_size(json_object_get(menu->system, "disks")) > 1 ? "these disks"
									   : "this disk";
}

const char *menu_read_only(struct menu *menu)
{
	size_t i;
	json_t *name;

	for (i = 0;
	     (name = json_array_get(json_object_get(menu->system, "disks"), i)) != NULL;
	     i++)
		if (json_is_true(json_object_get(menu_disk(menu, json_string_value(name)),
						 "read_only")))
			return json_string_value(name);
	return NULL;
}

/* What PRINT writes of REPORT. */
static const char *printed(struct menu *menu, const json_t *report,
			   void (*print)(FILE *, const json_t *,
					 const struct report_style *))
{
	const struct report_style style = { .colour = REPORT_PLAIN, .width = 74 };
	char *text = NULL;
	size_t len;
	FILE *file = open_memstream(&text, &len);
	const char *kept = "";

	if (!file)
		return kept;
	print(file, report, &style);
	if (fclose(file) == 0)
		kept = pool_strdup(menu->pool, text);
	free(text);
	return kept;
}

const char *menu_changes(struct menu *menu, const json_t *report)
{
	return printed(menu, report, report_changes_text);
}

const char *menu_report_text(struct menu *menu, const json_t *report)
{
	return printed(menu, report, report_text);
}
