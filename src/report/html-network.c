/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "report/html-internal.h"

#include <string.h>

#include "base/strs.h"
#include "report/report.h"

/* "card", "bond", "card, port of bond0, MTU 9000" */
static const char *what(struct html *html, const json_t *row)
{
	const char *role = report_text_of(row, "role");
	const char *master = report_text_of(row, "master");
	json_int_t mtu = json_integer_value(json_object_get(row, "mtu"));

	if (*master)
		role = pool_printf(html->pool, "%s, port of %s", role, master);
	if (mtu)
		role = pool_printf(html->pool, "%s, MTU %" JSON_INTEGER_FORMAT, role,
				   mtu);
	return role;
}

static void put_row(struct html *html, const json_t *row)
{
	const json_t *addresses = json_object_get(row, "addresses");
	const char *name = report_text_of(row, "name");
	const char *how = report_text_of(row, "how");
	struct strs told = { .pool = html->pool };
	bool active = json_is_true(json_object_get(row, "active"));

	if (strcmp(how, "dhcp") == 0)
		strs_add(&told, "DHCP");
	for (size_t i = 0; i < json_array_size(addresses); i++)
		strs_add(&told, json_string_value(json_array_get(addresses, i)));
	html_raw(html, "<tr>");
	html_cell(html, strcmp(name, "*") == 0 ? "any card" : name);
	html_cell(html, report_text_of(row, "mac"));
	html_cell(html, strs_join(&told, ", "));
	html_cell(html, report_text_of(row, "gateway"));
	html_cell(html, what(html, row));
	html_cell(html, active ? report_text_of(row, "source")
			       : pool_printf(html->pool, "%s, which does not run",
					     report_text_of(row, "source")));
	html_cell(html, html_where(html->pool, row, "path"));
	html_raw(html, "</tr>\n");
}

void html_network(struct html *html, const json_t *report)
{
	const json_t *rows = json_object_get(report, "network");

	if (json_array_size(rows) == 0)
		return;
	html_raw(html,
		 "<h2>Names, MACs and addresses of the old machine</h2>\n"
		 "<div class=\"wrap\"><table>\n<thead><tr><th>Name</th><th>MAC</th>"
		 "<th>Address</th><th>Gateway</th><th>What it is</th><th>Told by</th>"
		 "<th></th></tr></thead>\n<tbody>\n");
	for (size_t i = 0; i < json_array_size(rows); i++)
		put_row(html, json_array_get(rows, i));
	html_raw(html, "</tbody></table></div>\n");
}
