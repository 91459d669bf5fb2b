/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "report/lastboot.h"

#include <time.h>

#include "report/report.h"

enum { SHOWN = 5, INDENT = 2 }; /* lines in a text; columns before them */

json_t *lastboot_json(struct pool *pool, const struct lastboot *boot)
{
	json_t *object, *lines;

	if (!boot || !boot->path || (boot->count == 0 && !boot->problem))
		return NULL;
	object = json_object();
	lines = json_array();
	for (size_t i = 0; i < boot->count; i++) {
		const struct lastboot_line *line = &boot->line[i];
		json_t *one = json_object();

		(void)json_object_set_new(
			one, "time",
			line->time ? json_integer((json_int_t)line->time) : json_null());
		(void)json_object_set_new(one, "from", report_bounded(pool, line->from));
		(void)json_object_set_new(one, "text", report_bounded(pool, line->text));
		(void)json_array_append_new(lines, one);
	}
	(void)json_object_set_new(object, "path", report_bounded(pool, boot->path));
	(void)json_object_set_new(object, "problem", report_bounded(pool, boot->problem));
	(void)json_object_set_new(object, "more", json_boolean(boot->more));
	(void)json_object_set_new(object, "lines", lines);
	return object;
}

/* "2026-01-31 12:00:00 UTC systemd: Failed to mount /data." */
static const char *line_of(struct pool *pool, const json_t *line)
{
	time_t time = (time_t)json_integer_value(json_object_get(line, "time"));
	const char *from = report_text_of(line, "from");
	char stamp[40] = "";
	struct tm tm;

	if (time > 0 && gmtime_r(&time, &tm))
		(void)strftime(stamp, sizeof(stamp), "%Y-%m-%d %H:%M:%S UTC ", &tm);
	return pool_printf(pool, "%s%s%s%s", stamp, from, *from ? ": " : "",
			   report_text_of(line, "text"));
}

static const char *title_of(struct pool *pool, const json_t *boot)
{
	return pool_printf(
		pool, "The last start logged in %s%s%s", report_text_of(boot, "path"),
		*report_text_of(boot, "problem") ? ", which cannot be read: " : ":",
		report_text_of(boot, "problem"));
}

void lastboot_text(struct layout *layout, const json_t *report)
{
	const json_t *boot = json_object_get(report, "last_boot");
	const json_t *lines = json_object_get(boot, "lines");
	size_t count = json_array_size(lines);

	if (!boot)
		return;
	layout_flow(layout, PAINT_NONE, title_of(layout->pool, boot), INDENT);
	layout_end(layout);
	for (size_t i = count > SHOWN ? count - SHOWN : 0; i < count; i++) {
		layout_tab(layout, INDENT);
		layout_flow(layout, PAINT_DIM,
			    line_of(layout->pool, json_array_get(lines, i)), 2 * INDENT);
		layout_end(layout);
	}
	(void)fputc('\n', layout->file);
}

void lastboot_html(struct html *html, const json_t *report)
{
	const json_t *boot = json_object_get(report, "last_boot");
	const json_t *lines = json_object_get(boot, "lines");
	struct buf text = { .pool = html->pool };

	if (!boot)
		return;
	html_raw(html, "<h2>What the last start logged</h2>\n");
	html_element(html, "p", "soft", title_of(html->pool, boot));
	for (size_t i = 0; i < json_array_size(lines); i++)
		buf_addf(&text, "%s\n", line_of(html->pool, json_array_get(lines, i)));
	html_diff(html, bytes_str(html->pool, buf_bytes(&text)));
}
