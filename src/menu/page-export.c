/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The disks as an image, as they are now, on another disk; to a server: page-send.c. */
#include <string.h>

#include "export/format.h"
#include "guest/profile.h"
#include "menu/menu.h"
#include "menu/plain.h"
#include "report/report.h"

struct image {
	const json_t *volume; /* where it goes */
	json_int_t room;      /* bytes free there */
	json_int_t longest;   /* that one file may have there */
	json_int_t size;      /* of the disks */
	const struct export_format *format;
	char name[64];
};

/* The worst case: nothing on them is empty. */
static json_int_t size_of_disks(const struct menu *menu)
{
	const json_t *names = json_object_get(menu->system, "disks");
	json_int_t size = 0;
	size_t i;
	json_t *name;

	for (i = 0; (name = json_array_get(names, i)) != NULL; i++)
		size += json_integer_value(json_object_get(
			menu_disk(menu, json_string_value(name)), "size"));
	return size;
}

static bool measure(struct menu *menu, struct image *image)
{
	const char *const arguments[] = { "store", "--room",
					  report_text_of(image->volume, "name"), NULL };
	const struct work work = { .arguments = arguments };
	struct work_result result;

	menu->run(menu->pool, &work, &result);
	image->room = json_integer_value(json_object_get(result.report, "room"));
	image->longest = json_integer_value(json_object_get(result.report, "longest"));
	json_decref(result.report);
	if (result.status != 0)
		menu_tell(menu, "It cannot be written to", result.said);
	return result.status == 0;
}

const struct export_format *menu_format(struct menu *menu, enum export_which which)
{
	const struct export_format *offered[32];
	struct menu_list list = {
		.pool = menu->pool,
		.list = { .title = "In which format?", .ok = "Choose", .back = "Back" },
	};
	struct strs taken = { 0 };
	struct profile *profile;
	const char *why;

	if (profile_load(menu->pool, menu->profile, &profile, &why) == 0)
		taken = profile->formats;
	list.list.text = pool_printf(menu->pool, "%s takes %s.", menu->profile,
				     taken.count ? strs_join(&taken, ", ") : "any");
	for (const struct export_format *f = export_formats; f->name; f++) {
		if (which == EXPORT_STREAMING && !f->streams)
			continue;
		if (taken.count && strcmp(f->name, taken.item[0]) == 0)
			list.list.at = list.list.count;
		offered[list.list.count] = f;
		menu_add(&list, f->name,
			 strs_has(&taken, f->name) ? "taken by the target" : "", NULL);
	}
	if (menu->ui->choose(menu->ui->arg, &list.list) != UI_OK)
		return NULL;
	return offered[list.list.at];
}

static bool is_many(const struct menu *menu)
{
	return json_array_size(json_object_get(menu->system, "disks")) > 1;
}

static bool choose_name(struct menu *menu, struct image *image)
{
	const json_t *names = json_object_get(menu->system, "disks");
	bool many = is_many(menu);

	(void)snprintf(
		image->name, sizeof(image->name), "drydock-%s%s",
		plain_line(menu->pool, json_string_value(json_array_get(names, 0))),
		many ? "" : image->format->extension);
	return menu->ui->line(
		       menu->ui->arg, many ? "Name of the folder" : "Name of the file",
		       pool_printf(menu->pool,
				   "%s on %s. What is there already is not written over.",
				   many ? "A folder with a file for each disk"
					: "A file with the disk",
				   report_text_of(image->volume, "name")),
		       image->name, sizeof(image->name)) == UI_OK;
}

static const char *bytes(struct menu *menu, json_int_t count)
{
	return report_size(menu->pool, (uint64_t)(count < 0 ? 0 : count));
}

/* What has all bytes of the disk in it; the others leave out what nothing uses. */
static bool is_whole(const struct export_format *format)
{
	return strcmp(format->name, "vhd-fixed") == 0;
}

static bool fits(struct menu *menu, const struct image *image)
{
	if (image->room > 0 &&
	    (!is_whole(image->format) || image->size <= image->longest))
		return true;
	menu_tell(menu, "It does not fit",
		  pool_printf(menu->pool, "%s has %s free; the image would have %s%s.",
			      report_text_of(image->volume, "name"),
			      bytes(menu, image->room),
			      is_whole(image->format) ? "" : "up to ",
			      bytes(menu, image->size)));
	return false;
}

static bool confirm(struct menu *menu, const struct image *image)
{
	const char *more =
		image->size <= image->longest ? ""
		: image->longest < image->room
			? " It may not fit: a file on FAT has less than 4.3 GB."
			: " It may not fit: what nothing uses is left out, the rest is "
			  "not. Where it does not, nothing is left of it.";
	const struct ui_question question = {
		.title = "Write to this disk?",
		.text = pool_printf(
			menu->pool,
			"%s, as it is now, is written as %s to \"%s\" on %s (%s) of this "
			"disk:\n\n%s\nFree there: %s. The image has up to %s.%s",
			menu_disk_names(menu), image->format->name,
			plain_line(menu->pool, image->name),
			plain_line(menu->pool, report_text_of(image->volume, "name")),
			plain_line(menu->pool, report_text_of(image->volume, "type")),
			menu_place_lines(menu, image->volume), bytes(menu, image->room),
			bytes(menu, image->size), more),
		.yes = "Yes, write",
		.no = "No",
	};

	return menu->ui->ask(menu->ui->arg, &question) == UI_OK;
}

static void store(struct menu *menu, const struct image *image)
{
	struct strs extra = { .pool = menu->pool };
	struct work_result result;

	strs_add(&extra, report_text_of(image->volume, "name"));
	strs_add(&extra, image->name);
	strs_add(&extra, image->format->name);
	lock_note(&menu->lock, pool_printf(menu->pool, "%s is exporting %s",
					   menu->console.name, menu_disk_names(menu)));
	result = menu_command(
		menu, "store", &extra, "Exporting",
		pool_printf(menu->pool, "%s is written to \"%s\" on %s, and read back.",
			    menu_disk_names(menu), plain_line(menu->pool, image->name),
			    report_text_of(image->volume, "name")));
	json_decref(result.report);
	if (!result.cancelled)
		menu_tell(menu, result.status == 0 ? "Exported" : "Not exported",
			  result.status == 0 ? result.output : result.said);
}

static void export_to_disk(struct menu *menu, struct image *image)
{
	if (!measure(menu, image))
		return;
	image->format = menu_format(menu, EXPORT_ALL);
	if (image->format && choose_name(menu, image) && fits(menu, image) &&
	    confirm(menu, image))
		store(menu, image);
}

void page_export(struct menu *menu)
{
	struct image image = { .size = size_of_disks(menu) };

	if (!menu_place(menu, "Where is the image to be written?",
			"a server: HTTPS, HTTP or SSH", &image.volume))
		return;
	if (image.volume)
		export_to_disk(menu, &image);
	else
		page_send(menu);
}
