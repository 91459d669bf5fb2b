/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "report/volumes.h"

#include <string.h>

#include "guest/find.h"
#include "guest/mounts.h"
#include "report/report.h"

enum {
	VOLUMES_MAX = 1000, /* in JSON */
	LINES_MAX = 40,     /* of text */
	NAME_COLUMN = 12,
};

static const char *const kinds[] = {
	[VOLUME_PART] = "partition",   [VOLUME_LV] = "logical volume",
	[VOLUME_MD] = "array",         [VOLUME_CRYPT] = "encrypted volume",
	[VOLUME_SUBVOL] = "subvolume",
};

static void put(json_t *object, const char *name, json_t *value)
{
	(void)json_object_set_new(object, name, value);
}

json_t *volumes_disks(struct pool *pool, const struct guest *guest)
{
	json_t *array = json_array();

	for (size_t i = 0; i < guest->disk_count; i++) {
		const struct disk *disk = guest->disk[i];
		json_t *object = json_object();

		put(object, "name", report_bounded(pool, disk->name));
		put(object, "size", json_integer((json_int_t)disk->size));
		put(object, "used", json_boolean(mount_uses_disk(guest, disk)));
		(void)json_array_append_new(array, object);
	}
	return array;
}

static json_t *volume_object(struct pool *pool, const struct guest *guest,
			     const struct volume *volume)
{
	json_t *object = json_object(), *on = json_array();

	for (size_t i = 0; i < volume->under_count; i++)
		(void)json_array_append_new(
			on, report_bounded(
				    pool,
				    volume_name(pool, &guest->volume[volume->under[i]])));
	put(object, "name", report_bounded(pool, volume_name(pool, volume)));
	put(object, "kind",
	    json_string(volume->kind == VOLUME_PART && volume->part == 0
				? "disk"
				: kinds[volume->kind]));
	put(object, "on", on);
	put(object, "size", json_integer((json_int_t)volume->size));
	put(object, "type", report_bounded(pool, volume->type));
	put(object, "uuid", report_bounded(pool, volume->uuid));
	put(object, "label", report_bounded(pool, volume->label));
	put(object, "mountpoint", report_bounded(pool, volume->mountpoint));
	put(object, "degraded", json_boolean(volume->degraded));
	put(object, "problem", report_bounded(pool, volume->problem));
	return object;
}

json_t *volumes_json(struct pool *pool, const struct guest *guest)
{
	json_t *array = json_array();

	for (size_t i = 0; i < guest->volume_count && i < VOLUMES_MAX; i++)
		(void)json_array_append_new(
			array, volume_object(pool, guest, &guest->volume[i]));
	return array;
}

static void put_line(struct layout *layout, const char *name, const char *text)
{
	layout_put(layout, PAINT_BOLD, name);
	layout_tab(layout, NAME_COLUMN);
	layout_flow(layout, PAINT_NONE, text, NAME_COLUMN);
	layout_end(layout);
}

/* "logical volume on md0: ext4 on /" */
static char *line_of(struct pool *pool, const json_t *volume)
{
	const json_t *on = json_object_get(volume, "on");
	const char *type = report_text_of(volume, "type");
	const char *problem = report_text_of(volume, "problem");
	const char *place = report_text_of(volume, "mountpoint");
	struct strs below = { .pool = pool };
	struct buf line = { .pool = pool };

	for (size_t i = 0; i < json_array_size(on); i++)
		strs_add(&below, json_string_value(json_array_get(on, i)));
	if (below.count)
		buf_addf(&line, "%s on %s", report_text_of(volume, "kind"),
			 strs_join(&below, ", "));
	if (json_is_true(json_object_get(volume, "degraded")))
		buf_adds(&line, ", degraded: lacks a member");
	if (*type)
		buf_addf(&line, "%s%s", line.len ? ": " : "", type);
	if (*place)
		buf_addf(&line, " on %s", place);
	if (*problem)
		buf_addf(&line, "%s%s", line.len ? ": " : "", problem);
	return bytes_str(pool, buf_bytes(&line));
}

static bool is_told(const json_t *volume)
{
	return json_array_size(json_object_get(volume, "on")) > 0 ||
	       *report_text_of(volume, "problem");
}

void volumes_text(struct layout *layout, const json_t *report)
{
	const json_t *volumes = json_object_get(report, "volumes");
	const json_t *disks = json_object_get(report, "disks");
	size_t lines = 0;

	for (size_t i = 0; i < json_array_size(volumes); i++) {
		const json_t *volume = json_array_get(volumes, i);

		if (is_told(volume) && lines++ < LINES_MAX)
			put_line(layout, report_text_of(volume, "name"),
				 line_of(layout->pool, volume));
	}
	for (size_t i = 0; i < json_array_size(disks); i++) {
		const json_t *disk = json_array_get(disks, i);

		if (json_is_false(json_object_get(disk, "used")) && lines++ < LINES_MAX)
			put_line(layout, report_text_of(disk, "name"),
				 "nothing on it belongs to the system");
	}
	if (lines > LINES_MAX)
		put_line(layout, "",
			 pool_printf(layout->pool, "and %zu more", lines - LINES_MAX));
	if (lines)
		(void)fputc('\n', layout->file);
}
