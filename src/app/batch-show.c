/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What became of a batch: one table, or one JSON object. */
#include "app/batch.h"

#include <stdio.h>

#include "app/command.h"
#include "app/show.h"
#include "report/layout.h"
#include "report/report.h"
#include "version.h"

int batch_status(const struct batch_item *item)
{
	return (int)json_integer_value(json_object_get(item->result, "status"));
}

static bool was_done(const struct batch_item *item)
{
	return json_is_true(json_object_get(item->result, "done_before"));
}

static const json_t *report_of(const struct batch_item *item)
{
	return json_object_get(item->result, "report");
}

const char *batch_word(const struct batch_item *item)
{
	static const char *const words[] = {
		[STATUS_FINDINGS] = "findings left",   [STATUS_USAGE] = "failed",
		[STATUS_NO_SYSTEM] = "could not look", [STATUS_FAILED] = "failed",
		[STATUS_NOT_PROVEN] = "not proven",
	};
	int status = batch_status(item);

	if (status == STATUS_FINE)
		return report_has_changes(report_of(item)) ? "repaired" : "fine";
	if (status > 0 && status <= STATUS_NOT_PROVEN)
		return words[status];
	return "failed";
}

static enum paint paint_of(int status)
{
	return status == STATUS_FINE       ? PAINT_GREEN
	       : status == STATUS_FINDINGS ? PAINT_YELLOW
					   : PAINT_BRIGHT_RED;
}

/* What there is to say of it beside the word. */
static const char *text_of(struct pool *pool, const struct batch_item *item)
{
	const char *error = json_string_value(json_object_get(item->result, "error"));
	const char *verdict =
		json_string_value(json_object_get(report_of(item), "verdict"));

	return pool_printf(pool, "%s%s%s", verdict ? verdict : "",
			   verdict && error ? " " : "", error ? error : "");
}

static void show_item(struct layout *layout, const struct batch_item *item)
{
	enum { IMAGE_COLUMN = 16, TEXT_COLUMN = 8 };
	double seconds = json_number_value(json_object_get(item->result, "seconds"));
	int status = batch_status(item);

	layout_put(layout, paint_of(status), batch_word(item));
	layout_tab(layout, IMAGE_COLUMN);
	layout_flow(layout, PAINT_BOLD, item->shown, IMAGE_COLUMN);
	layout_flow(layout, PAINT_NONE, pool_printf(layout->pool, "-> %s", item->output),
		    IMAGE_COLUMN);
	layout_flow(layout, PAINT_DIM,
		    was_done(item) ? "(done before)"
				   : pool_printf(layout->pool, "(%.0f s)", seconds),
		    IMAGE_COLUMN);
	layout_end(layout);
	layout_tab(layout, TEXT_COLUMN);
	layout_flow(layout, PAINT_NONE, text_of(layout->pool, item), TEXT_COLUMN);
	layout_end(layout);
}

struct sums {
	size_t good, before, left, failed, not_started;
};

static struct sums sum(const struct batch *batch)
{
	struct sums sums = { 0 };

	for (size_t i = 0; i < batch->count; i++) {
		const struct batch_item *item = &batch->item[i];
		int status = item->result ? batch_status(item) : 0;

		if (!item->result)
			sums.not_started++;
		else if (status == STATUS_FINE)
			sums.good++;
		else if (json_object_get(report_of(item), "output"))
			sums.left++;
		else
			sums.failed++;
		sums.before += item->result && was_done(item);
	}
	return sums;
}

static void show_table(const struct batch *batch)
{
	struct report_style style = show_style();
	struct layout layout = { .file = stdout, .pool = batch->pool, .style = &style };
	struct sums sums = sum(batch);

	for (size_t i = 0; i < batch->count; i++)
		if (batch->item[i].result)
			show_item(&layout, &batch->item[i]);
	printf("\n%zu image%s: %zu good, %zu written with something left, %zu failed",
	       batch->count, batch->count == 1 ? "" : "s", sums.good, sums.left,
	       sums.failed);
	if (sums.before)
		printf("; %zu of them done before", sums.before);
	if (sums.not_started)
		printf("; %zu not started", sums.not_started);
	puts(".");
}

static void show_batch_json(const struct batch *batch, int status)
{
	struct sums sums = sum(batch);
	json_t *images = json_array();
	json_t *all = json_pack("{s:s, s:s, s:s, s:s, s:i, s:{s:I, s:I, s:I, s:I, s:I}}",
				"command", "batch", "drydock", DRYDOCK_VERSION, "rules",
				DRYDOCK_RULES, "list", batch->options->image, "status",
				status, "sum", "good", (json_int_t)sums.good, "left",
				(json_int_t)sums.left, "failed", (json_int_t)sums.failed,
				"done_before", (json_int_t)sums.before, "not_started",
				(json_int_t)sums.not_started);

	for (size_t i = 0; i < batch->count; i++)
		if (batch->item[i].result)
			json_array_append(images, batch->item[i].result);
	json_object_set_new(all, "images", images);
	show_json(all);
	json_decref(all);
}

/* The worst of them: no result, then not proven, could not look, findings. */
static int worst(const struct batch *batch)
{
	static const int order[] = { STATUS_FINE, STATUS_FINDINGS, STATUS_NO_SYSTEM,
				     STATUS_NOT_PROVEN, STATUS_FAILED };
	size_t rank = 0;

	for (size_t i = 0; i < batch->count; i++) {
		const struct batch_item *item = &batch->item[i];
		int status = item->result ? batch_status(item) : STATUS_FAILED;
		size_t at = 0;

		while (at < sizeof(order) / sizeof(*order) - 1 && order[at] != status)
			at++;
		rank = at > rank ? at : rank;
	}
	return order[rank];
}

int batch_show(const struct batch *batch)
{
	int status = worst(batch);

	if (batch->options->json)
		show_batch_json(batch, status);
	else
		show_table(batch);
	return status;
}
