/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "report/trace.h"

#include <string.h>

#include "guest/boot.h"
#include "report/report.h"

static void put(json_t *object, const char *name, json_t *value)
{
	(void)json_object_set_new(object, name, value);
}

static json_t *fault_object(struct pool *pool, const struct trace_fault *fault)
{
	json_t *object = json_object();

	put(object, "rule", report_bounded(pool, fault->rule));
	put(object, "severity", report_bounded(pool, fault->severity));
	put(object, "text", report_bounded(pool, fault->text));
	put(object, "repairable", json_boolean(fault->repairable));
	put(object, "breaks", json_boolean(fault->breaks));
	return object;
}

static json_t *link_object(struct pool *pool, const struct trace_link *link)
{
	json_t *object = json_object(), *faults = json_array();
	const char *state =
		link->is_after_break ? "not-reached" : trace_state_name(link->state);

	for (size_t i = 0; i < link->faults; i++)
		(void)json_array_append_new(faults, fault_object(pool, &link->fault[i]));
	put(object, "stage", report_bounded(pool, trace_stage_name(link->stage)));
	put(object, "state", report_bounded(pool, state));
	put(object, "where", report_bounded(pool, link->where));
	put(object, "line", link->line ? json_integer(link->line) : json_null());
	put(object, "offset",
	    link->has_offset ? json_integer((json_int_t)link->offset) : json_null());
	put(object, "value", report_bounded(pool, link->value));
	put(object, "text", report_bounded(pool, link->text));
	put(object, "faults", faults);
	return object;
}

static json_t *links_array(struct pool *pool, const struct trace_links *links)
{
	json_t *array = json_array();

	for (size_t i = 0; i < links->count; i++)
		(void)json_array_append_new(array, link_object(pool, &links->link[i]));
	return array;
}

static json_t *entry_object(struct pool *pool, const struct trace *trace,
			    const struct trace_entry *traced)
{
	const struct boot_entry *entry = traced->entry;
	json_t *object = json_object();

	put(object, "title", report_bounded(pool, entry->title ? entry->title : ""));
	put(object, "where", report_bounded(pool, entry->file));
	put(object, "line",
	    entry->file_line ? json_integer(entry->file_line) : json_null());
	put(object, "default", json_boolean(entry->is_default));
	put(object, "walked", json_boolean(traced == trace->main));
	put(object, "state", report_bounded(pool, trace_state_name(traced->state)));
	put(object, "links", links_array(pool, &traced->links));
	return object;
}

json_t *trace_json(struct pool *pool, const struct trace *trace)
{
	json_t *object = json_object(), *entries = json_array();
	size_t omitted = 0;

	for (size_t i = 0; i < trace->entries; i++)
		if (json_array_size(entries) < TRACE_ENTRIES_MAX ||
		    &trace->entry[i] == trace->main)
			(void)json_array_append_new(
				entries, entry_object(pool, trace, &trace->entry[i]));
		else
			omitted++;
	put(object, "state", report_bounded(pool, trace_state_name(trace->state)));
	put(object, "broken",
	    trace->broken ? link_object(pool, trace->broken) : json_null());
	put(object, "links", links_array(pool, &trace->common));
	put(object, "entries", entries);
	put(object, "entries_omitted", json_integer((json_int_t)omitted));
	return object;
}

static const struct title {
	const char *stage, *title;
} titles[] = {
	{ "firmware", "Firmware" },   { "table", "Partitions" },
	{ "boot-code", "Boot code" }, { "loader", "Loader" },
	{ "config", "Config" },       { "entry", "Menu entry" },
	{ "kernel", "Kernel" },       { "initramfs", "Initramfs" },
	{ "root", "Root" },           { "fstab", "Mounts" },
	{ "init", "Init" },           { "network", "Network" },
	{ "login", "Login" },
};

enum { TITLES = sizeof(titles) / sizeof(*titles) };

const char *trace_title(const char *stage)
{
	for (size_t i = 0; i < TITLES; i++)
		if (strcmp(stage, titles[i].stage) == 0)
			return titles[i].title;
	return stage;
}

static const json_t *main_links(const json_t *trace)
{
	const json_t *entries = json_object_get(trace, "entries");

	for (size_t i = 0; i < json_array_size(entries); i++) {
		const json_t *entry = json_array_get(entries, i);

		if (json_is_true(json_object_get(entry, "walked")))
			return json_object_get(entry, "links");
	}
	return NULL;
}

const json_t **trace_chain(struct pool *pool, const json_t *trace)
{
	const json_t *lists[] = { json_object_get(trace, "links"), main_links(trace) };
	size_t all = json_array_size(lists[0]) + json_array_size(lists[1]), count = 0;
	const json_t **chain = pool_alloc(pool, (all + 1) * sizeof(*chain));

	for (size_t t = 0; t < TITLES; t++)
		for (size_t l = 0; l < 2; l++)
			for (size_t i = 0; i < json_array_size(lists[l]); i++) {
				const json_t *link = json_array_get(lists[l], i);

				if (report_is(link, "stage", titles[t].stage))
					chain[count++] = link;
			}
	return chain;
}

bool trace_needs_value(const json_t *link)
{
	const json_t *faults = json_object_get(link, "faults");
	const char *value = report_text_of(link, "value");

	for (size_t i = 0; i < json_array_size(faults); i++)
		if (strstr(report_text_of(json_array_get(faults, i), "text"), value))
			return false;
	return true;
}

bool trace_is_explained(const json_t *link)
{
	const json_t *faults = json_object_get(link, "faults");

	for (size_t i = 0; i < json_array_size(faults); i++)
		if (json_is_true(json_object_get(json_array_get(faults, i), "breaks")))
			return true;
	return false;
}

int trace_status(const json_t *report)
{
	const char *state = report_text_of(json_object_get(report, "trace"), "state");

	if (strcmp(state, "broken") == 0)
		return 1;
	return strcmp(state, "holds") == 0 ? 0 : 3;
}

static size_t entries_in(const json_t *trace, const char *state)
{
	const json_t *entries = json_object_get(trace, "entries");
	size_t count = 0;

	for (size_t i = 0; i < json_array_size(entries); i++)
		count += report_is(json_array_get(entries, i), "state", state);
	return count;
}

static const char *repair_of(struct pool *pool, const json_t *link)
{
	const json_t *faults = json_object_get(link, "faults");

	for (size_t i = 0; i < json_array_size(faults); i++) {
		const json_t *fault = json_array_get(faults, i);

		if (json_is_true(json_object_get(fault, "breaks")) &&
		    json_is_true(json_object_get(fault, "repairable")))
			return pool_printf(pool, "the rule %s repairs it",
					   report_text_of(fault, "rule"));
	}
	return "no rule repairs it";
}

/* Findings on the chain that do not stop this start. */
static size_t later_faults(struct pool *pool, const json_t *trace)
{
	size_t count = 0;

	for (const json_t **link = trace_chain(pool, trace); *link; link++) {
		const json_t *faults = json_object_get(*link, "faults");

		for (size_t i = 0; i < json_array_size(faults); i++)
			count += json_is_false(
				json_object_get(json_array_get(faults, i), "breaks"));
	}
	return count;
}

static void add_doubts(struct pool *pool, struct buf *out, const json_t *trace)
{
	const json_t **chain = trace_chain(pool, trace);
	struct strs stages = { .pool = pool };

	for (; *chain; chain++) {
		const char *stage = trace_title(report_text_of(*chain, "stage"));

		if (report_is(*chain, "state", "unknown") && !strs_has(&stages, stage))
			strs_add(&stages, stage);
	}
	buf_addf(out, "Nothing seen is broken, but not all could be judged: %s",
		 strs_join(&stages, ", "));
}

char *trace_verdict(struct pool *pool, const json_t *report)
{
	const json_t *trace = json_object_get(report, "trace");
	const json_t *broken = json_object_get(trace, "broken");
	const char *state = report_text_of(trace, "state");
	size_t others = entries_in(trace, "broken"), later = later_faults(pool, trace);
	struct buf out = { .pool = pool };

	if (strcmp(state, "broken") == 0)
		buf_addf(&out, "The boot chain breaks at \"%s\": %s",
			 trace_title(report_text_of(broken, "stage")),
			 repair_of(pool, broken));
	else if (strcmp(state, "holds") == 0)
		buf_adds(&out, "Every link holds, from the firmware to the login");
	else
		add_doubts(pool, &out, trace);
	if (strcmp(state, "broken") != 0 && others > 0)
		buf_addf(&out, "; %zu other entr%s not start", others,
			 others == 1 ? "y would" : "ies would");
	if (strcmp(state, "broken") != 0 && later > 0)
		buf_addf(&out, "; %zu finding%s beside it", later,
			 later == 1 ? " is" : "s are");
	buf_adds(&out, ".");
	return bytes_str(pool, buf_bytes(&out));
}
