/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "report/network.h"

#include <string.h>

#include "report/report.h"

enum {
	ROWS_MAX = 1000, /* in JSON */
	LINES_MAX = 20,  /* of text */
	NAME_COLUMN = 12,
};

static void put(json_t *object, const char *name, json_t *value)
{
	(void)json_object_set_new(object, name, value);
}

static json_t *row_object(struct pool *pool, const struct nic_row *row)
{
	json_t *object = json_object(), *addresses = json_array();

	for (size_t i = 0; i < row->address.count; i++)
		(void)json_array_append_new(addresses,
					    report_bounded(pool, row->address.item[i]));
	put(object, "name", report_bounded(pool, row->name));
	put(object, "mac", report_bounded(pool, row->mac));
	put(object, "addresses", addresses);
	put(object, "gateway", report_bounded(pool, row->gateway));
	put(object, "mtu", row->mtu ? json_integer(row->mtu) : json_null());
	put(object, "how", report_bounded(pool, row->how));
	put(object, "role", report_bounded(pool, row->role));
	put(object, "master", report_bounded(pool, row->master));
	put(object, "source", report_bounded(pool, row->source));
	put(object, "path", report_bounded(pool, row->path));
	put(object, "line", row->line ? json_integer(row->line) : json_null());
	put(object, "active", json_boolean(row->is_active));
	return object;
}

json_t *network_json(struct pool *pool, const struct nic_table *table)
{
	json_t *array = json_array();

	for (size_t i = 0; i < table->count && i < ROWS_MAX; i++)
		(void)json_array_append_new(array, row_object(pool, &table->row[i]));
	return array;
}

/* "bond, 00:50:56:9a:4c:21, 192.0.2.10/24, MTU 9000, port of br0" */
static void add_facts(struct pool *pool, struct strs *facts, const json_t *row)
{
	const json_t *addresses = json_object_get(row, "addresses");
	const char *how = report_text_of(row, "how");
	const char *mtu = pool_printf(pool, "MTU %" JSON_INTEGER_FORMAT,
				      json_integer_value(json_object_get(row, "mtu")));

	if (*report_text_of(row, "mac") && !strs_has(facts, report_text_of(row, "mac")))
		strs_add(facts, report_text_of(row, "mac"));
	for (size_t i = 0; i < json_array_size(addresses) && i < LINES_MAX; i++) {
		const char *address = json_string_value(json_array_get(addresses, i));
		const char *told = strcmp(how, "lease") == 0
					   ? pool_printf(pool, "%s by a lease", address)
					   : address;

		if (!strs_has(facts, told))
			strs_add(facts, told);
	}
	if (strcmp(how, "dhcp") == 0 && !strs_has(facts, "DHCP"))
		strs_add(facts, "DHCP");
	if (json_is_integer(json_object_get(row, "mtu")) && !strs_has(facts, mtu))
		strs_add(facts, mtu);
	if (*report_text_of(row, "master"))
		strs_addf(facts, "port of %s", report_text_of(row, "master"));
}

static bool tells(const json_t *row)
{
	return *report_text_of(row, "mac") ||
	       json_array_size(json_object_get(row, "addresses")) > 0;
}

/* What all active rows say of the name of row AT; empty if an earlier one has it, or
 * neither a MAC nor an address is known. */
static struct strs facts_of(struct pool *pool, const json_t *rows, size_t at)
{
	const char *name = report_text_of(json_array_get(rows, at), "name");
	const char *role = report_text_of(json_array_get(rows, at), "role");
	struct strs facts = { .pool = pool };
	bool told = false;

	for (size_t i = 0; i < json_array_size(rows); i++) {
		const json_t *row = json_array_get(rows, i);

		if (!report_is(row, "name", name) ||
		    !json_is_true(json_object_get(row, "active")))
			continue;
		if (i < at)
			return (struct strs){ 0 };
		if (facts.count == 0 && strcmp(role, "card") != 0)
			strs_add(&facts, role);
		add_facts(pool, &facts, row);
		told |= tells(row);
	}
	return told ? facts : (struct strs){ 0 };
}

void network_text(struct layout *layout, const json_t *report)
{
	const json_t *rows = json_object_get(report, "network");
	size_t lines = 0;

	for (size_t i = 0; i < json_array_size(rows) && i < NICS_MAX; i++) {
		struct strs facts = facts_of(layout->pool, rows, i);
		const char *name = report_text_of(json_array_get(rows, i), "name");

		if (facts.count == 0 || lines++ >= LINES_MAX)
			continue;
		layout_put(layout, PAINT_BOLD,
			   strcmp(name, "*") == 0 ? "any card" : name);
		layout_tab(layout, NAME_COLUMN);
		layout_flow(layout, PAINT_NONE, strs_join(&facts, ", "), NAME_COLUMN);
		layout_end(layout);
	}
	if (lines > LINES_MAX) {
		layout_tab(layout, NAME_COLUMN);
		layout_flow(layout, PAINT_NONE,
			    pool_printf(layout->pool, "and %zu more", lines - LINES_MAX),
			    NAME_COLUMN);
		layout_end(layout);
	}
	if (lines)
		(void)fputc('\n', layout->file);
}
