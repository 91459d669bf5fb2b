/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "report/html-internal.h"

#include "base/strs.h"
#include "report/report.h"

/* What keeps it from being read, or that it lacks something. */
static const char *remark_on(const json_t *volume)
{
	const char *problem = report_text_of(volume, "problem");

	if (*problem)
		return problem;
	return json_is_true(json_object_get(volume, "degraded")) ? "lacks a member" : "";
}

static void put_volume(struct html *html, const json_t *volume)
{
	const json_t *on = json_object_get(volume, "on");
	json_int_t size = json_integer_value(json_object_get(volume, "size"));
	struct strs below = { .pool = html->pool };

	for (size_t i = 0; i < json_array_size(on); i++)
		strs_add(&below, json_string_value(json_array_get(on, i)));
	html_raw(html, "<tr>");
	html_cell(html, report_text_of(volume, "name"));
	html_cell(html, below.count ? pool_printf(html->pool, "%s on %s",
						  report_text_of(volume, "kind"),
						  strs_join(&below, ", "))
				    : report_text_of(volume, "kind"));
	html_cell(html, report_text_of(volume, "type"));
	html_cell(html, report_size(html->pool, (uint64_t)size));
	html_cell(html, report_text_of(volume, "mountpoint"));
	html_cell(html, remark_on(volume));
	html_raw(html, "</tr>\n");
}

void html_volumes(struct html *html, const json_t *report)
{
	const json_t *volumes = json_object_get(report, "volumes");
	const json_t *disks = json_object_get(report, "disks");

	if (json_array_size(volumes) == 0)
		return;
	html_raw(html,
		 "<h2>Disks and volumes</h2>\n<div class=\"wrap\"><table>\n"
		 "<thead><tr><th>Name</th><th>What it is</th><th>Holds</th>"
		 "<th>Size</th><th>Mounted on</th><th></th></tr></thead>\n<tbody>\n");
	for (size_t i = 0; i < json_array_size(volumes); i++)
		put_volume(html, json_array_get(volumes, i));
	html_raw(html, "</tbody></table></div>\n");
	for (size_t i = 0; i < json_array_size(disks); i++) {
		const json_t *disk = json_array_get(disks, i);

		if (json_is_false(json_object_get(disk, "used")))
			html_element(
				html, "p", "soft",
				pool_printf(html->pool,
					    "%s: nothing on it belongs to the system",
					    report_text_of(disk, "name")));
	}
}
