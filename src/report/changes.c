/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The view of a dry run: what would be written, byte for byte. */
#include <string.h>

#include "report/layout.h"
#include "report/report.h"

static enum paint line_paint(struct bytes line, bool is_diff)
{
	if (!is_diff)
		return PAINT_NONE;
	if (bytes_starts(line, "--- ") || bytes_starts(line, "+++ "))
		return PAINT_BOLD;
	if (bytes_starts(line, "@@ "))
		return PAINT_CYAN;
	if (bytes_starts(line, "-"))
		return PAINT_RED;
	return bytes_starts(line, "+") ? PAINT_GREEN : PAINT_NONE;
}

/* A line that names the file, where the text below it does not. */
static void put_header(struct layout *layout, const json_t *change)
{
	const char *path = report_text_of(change, "path");
	json_int_t bytes = json_integer_value(json_object_get(change, "bytes"));
	const char *size = report_size(layout->pool, bytes > 0 ? (uint64_t)bytes : 0);
	const char *kind = report_text_of(change, "kind");

	if (strcmp(kind, "append") == 0)
		path = pool_printf(layout->pool, "%s: %s appended", path, size);
	else if (strcmp(kind, "unlock") == 0)
		path = pool_printf(layout->pool, "%s: no longer immutable", path);
	else if (strcmp(kind, "remove") == 0)
		path = pool_printf(layout->pool, "%s: removed", path);
	else if (strcmp(kind, "link") == 0 || strcmp(kind, "owner") == 0)
		path = pool_printf(layout->pool, "%s: now", path);
	layout_put(layout, PAINT_BOLD, path);
	layout_end(layout);
}

static void put_change(struct layout *layout, const json_t *change)
{
	struct bytes rest = bytes_of(report_text_of(change, "diff")), line;
	bool is_diff = bytes_starts(rest, "--- ");

	if (!is_diff)
		put_header(layout, change);
	for (size_t n = 0; bytes_line(&rest, &line); n++) {
		/* After the header, "--- x" is a removed line "-- x". */
		enum paint paint = line_paint(line, is_diff);

		if (n >= 2 && paint == PAINT_BOLD)
			paint = line.data[0] == '-' ? PAINT_RED : PAINT_GREEN;
		if (!is_diff)
			(void)fputs("  ", layout->file);
		layout_raw(layout, paint, line);
	}
}

static void put_blocks(struct layout *layout, const json_t *blocks)
{
	for (size_t i = 0; i < json_array_size(blocks); i++) {
		const json_t *block = json_array_get(blocks, i);
		json_int_t offset = json_integer_value(json_object_get(block, "offset"));
		json_int_t length = json_integer_value(json_object_get(block, "length"));

		layout_put(layout, PAINT_BOLD, report_text_of(block, "disk"));
		layout_put(layout, PAINT_NONE,
			   pool_printf(layout->pool,
				       ": %12lld bytes at offset %12lld: %s",
				       (long long)length, (long long)offset,
				       report_text_of(block, "what")));
		layout_end(layout);
	}
}

void report_changes_text(FILE *file, const json_t *report,
			 const struct report_style *style)
{
	struct layout layout = { .file = file, .pool = pool_new(), .style = style };
	const json_t *changes = json_object_get(report, "changes");
	const json_t *blocks = json_object_get(report, "blocks");

	for (size_t i = 0; i < json_array_size(changes); i++)
		put_change(&layout, json_array_get(changes, i));
	put_blocks(&layout, blocks);
	if (json_array_size(changes) + json_array_size(blocks) > 0)
		(void)fputc('\n', file);
	pool_free(layout.pool);
}
