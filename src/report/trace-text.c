/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The chain as text: a start from top to bottom, then every menu entry. */
#include <string.h>

#include "report/layout.h"
#include "report/report.h"
#include "report/trace.h"

enum {
	STAGE = 10, /* columns where things start */
	LINK = 22,
	ENTRY_STATE = 2,
	ENTRY_TITLE = 12,
	ENTRY_LINK = 23,
};

static const struct state_words {
	const char *state, *word;
	enum paint paint;
} state_words[] = {
	{ "holds", "holds", PAINT_GREEN },      { "broken", "BROKEN", PAINT_BRIGHT_RED },
	{ "unknown", "unknown", PAINT_YELLOW }, { "not-applicable", "-", PAINT_DIM },
	{ "not-reached", "-", PAINT_DIM },
};

static void put_state(struct layout *layout, const json_t *object)
{
	for (size_t i = 0; i < sizeof(state_words) / sizeof(*state_words); i++)
		if (report_is(object, "state", state_words[i].state))
			layout_put(layout, state_words[i].paint, state_words[i].word);
}

/* "/etc/fstab:2", "disk0 at 512" */
static const char *where_of(struct pool *pool, const json_t *link)
{
	const json_t *line = json_object_get(link, "line");
	const json_t *offset = json_object_get(link, "offset");
	struct buf out = { .pool = pool };

	buf_adds(&out, report_text_of(link, "where"));
	if (json_is_integer(line))
		buf_addf(&out, ":%lld", (long long)json_integer_value(line));
	if (json_is_integer(offset))
		buf_addf(&out, " at %lld", (long long)json_integer_value(offset));
	return bytes_str(pool, buf_bytes(&out));
}

/* Parts of a line with ": " or "; " between those that are there. */
static void put_parts(struct layout *layout, const json_t *link, size_t indent)
{
	const char *where = where_of(layout->pool, link);
	const char *value = trace_needs_value(link) ? report_text_of(link, "value") : "";
	const char *text = trace_is_explained(link) ? "" : report_text_of(link, "text");

	if (*where)
		layout_flow(layout, PAINT_CYAN,
			    *value || *text ? pool_printf(layout->pool, "%s:", where)
					    : where,
			    indent);
	if (*value)
		layout_flow(layout, PAINT_NONE,
			    *text ? pool_printf(layout->pool, "%s;", value) : value,
			    indent);
	layout_flow(layout, PAINT_DIM, text, indent);
}

static void put_fault(struct layout *layout, const json_t *fault, size_t indent)
{
	bool breaks = json_is_true(json_object_get(fault, "breaks"));
	bool repairable = json_is_true(json_object_get(fault, "repairable"));

	layout_end(layout);
	layout_tab(layout, indent);
	if (!breaks)
		layout_flow(layout, PAINT_YELLOW, "also:", indent);
	layout_flow(layout, breaks ? PAINT_BRIGHT_RED : PAINT_NONE,
		    report_text_of(fault, "text"), indent);
	layout_end(layout);
	layout_tab(layout, indent);
	layout_flow(layout, PAINT_NONE, "rule", indent);
	layout_flow(layout, PAINT_BOLD, report_text_of(fault, "rule"), indent);
	layout_flow(layout, PAINT_NONE,
		    repairable ? "repairs it (drydock fix)"
			       : "reports it; a person must act",
		    indent);
}

static void put_faults(struct layout *layout, const json_t *link, size_t indent)
{
	const json_t *faults = json_object_get(link, "faults");

	for (size_t i = 0; i < json_array_size(faults); i++)
		put_fault(layout, json_array_get(faults, i), indent);
	if (report_is(link, "state", "broken") && json_array_size(faults) == 0) {
		layout_end(layout);
		layout_tab(layout, indent);
		layout_flow(layout, PAINT_YELLOW, "no rule repairs this", indent);
	}
}

static void put_link(struct layout *layout, const json_t *link, const char *title)
{
	bool broken = report_is(link, "state", "broken");

	put_state(layout, link);
	layout_tab(layout, STAGE);
	layout_put(layout, broken ? PAINT_BRIGHT_RED : PAINT_BOLD, title);
	layout_tab(layout, LINK);
	put_parts(layout, link, LINK);
	put_faults(layout, link, LINK);
	layout_end(layout);
}

/* What a start does not come to, and how many findings wait there. */
static void put_unreached(struct layout *layout, const json_t *const *rest)
{
	struct strs stages = { .pool = layout->pool };
	size_t faults = 0;

	for (; *rest; rest++) {
		const char *title = trace_title(report_text_of(*rest, "stage"));

		faults += json_array_size(json_object_get(*rest, "faults"));
		if (report_is(*rest, "state", "not-reached") && !strs_has(&stages, title))
			strs_add(&stages, title);
	}
	if (stages.count == 0)
		return;
	(void)fputc('\n', layout->file);
	layout_put(layout, PAINT_DIM, "-");
	layout_tab(layout, STAGE);
	layout_put(layout, PAINT_BOLD, "not reached");
	layout_tab(layout, LINK);
	layout_flow(layout, PAINT_DIM, strs_join(&stages, ", "), LINK);
	if (faults)
		layout_flow(layout, PAINT_YELLOW,
			    pool_printf(layout->pool,
					"(%zu more finding%s there: drydock check)",
					faults, faults == 1 ? " is" : "s are"),
			    LINK);
	layout_end(layout);
}

static void put_chain(struct layout *layout, const json_t *trace)
{
	const json_t **chain = trace_chain(layout->pool, trace);
	const char *before = "";

	for (; *chain && !report_is(*chain, "state", "not-reached"); chain++) {
		const char *title = trace_title(report_text_of(*chain, "stage"));
		bool broken = report_is(*chain, "state", "broken");

		if (broken)
			(void)fputc('\n', layout->file);
		put_link(layout, *chain,
			 broken || strcmp(title, before) != 0 ? title : "");
		before = title;
	}
	put_unreached(layout, chain);
	(void)fputc('\n', layout->file);
}

static const json_t *walked_entry(const json_t *entries)
{
	for (size_t i = 0; i < json_array_size(entries); i++) {
		const json_t *entry = json_array_get(entries, i);

		if (json_is_true(json_object_get(entry, "walked")))
			return entry;
	}
	return NULL;
}

/* Whether the walked entry has a link that says the same at another line. */
static bool is_in(const json_t *walked, const json_t *link)
{
	static const char *const members[] = { "stage", "value", "text" };
	const json_t *links = json_object_get(walked, "links");

	for (size_t i = 0; i < json_array_size(links); i++) {
		const json_t *other = json_array_get(links, i);
		bool same = report_is(link, "stage", "root") ||
			    report_is(link, "where", report_text_of(other, "where"));

		for (size_t m = 0; m < sizeof(members) / sizeof(*members); m++)
			same &= report_is(link, members[m],
					  report_text_of(other, members[m]));
		if (same)
			return true;
	}
	return false;
}

/* Of the walked entry only what the chain did not come to. */
static bool is_worth_telling(const json_t *entry, const json_t *walked,
			     const json_t *link)
{
	if (entry == walked)
		return report_is(link, "state", "not-reached") &&
		       trace_is_explained(link);
	return !report_is(link, "stage", "entry") &&
	       !report_is(link, "state", "not-reached") && !is_in(walked, link);
}

static void put_entry_links(struct layout *layout, const json_t *entry,
			    const json_t *walked)
{
	const json_t *links = json_object_get(entry, "links");

	for (size_t i = 0; i < json_array_size(links); i++) {
		const json_t *link = json_array_get(links, i);

		if (!is_worth_telling(entry, walked, link))
			continue;
		layout_tab(layout, ENTRY_TITLE);
		layout_put(layout,
			   report_is(link, "state", "broken") ? PAINT_BRIGHT_RED
							      : PAINT_NONE,
			   trace_title(report_text_of(link, "stage")));
		layout_tab(layout, ENTRY_LINK);
		put_parts(layout, link, ENTRY_LINK);
		put_faults(layout, link, ENTRY_LINK);
		layout_end(layout);
	}
}

static void put_entry(struct layout *layout, const json_t *entry, const json_t *walked)
{
	bool is_default = json_is_true(json_object_get(entry, "default"));

	layout_put(layout, PAINT_BOLD, is_default ? "*" : " ");
	layout_tab(layout, ENTRY_STATE);
	put_state(layout, entry);
	layout_tab(layout, ENTRY_TITLE);
	layout_flow(layout, PAINT_BOLD, report_text_of(entry, "title"), ENTRY_TITLE);
	layout_flow(layout, PAINT_DIM,
		    pool_printf(layout->pool, "(%s%s)", where_of(layout->pool, entry),
				entry == walked ? ", the chain above"
				: report_is(entry, "state", "not-applicable")
					? ", not this system"
					: ""),
		    ENTRY_TITLE);
	layout_end(layout);
	put_entry_links(layout, entry, walked);
}

static void put_entries(struct layout *layout, const json_t *trace)
{
	const json_t *entries = json_object_get(trace, "entries");
	const json_t *walked = walked_entry(entries);
	json_int_t omitted =
		json_integer_value(json_object_get(trace, "entries_omitted"));

	if (json_array_size(entries) == 0)
		return;
	layout_flow(layout, PAINT_NONE,
		    "Menu entries (* starts by default; what is as in the chain is left "
		    "out):",
		    ENTRY_STATE);
	layout_end(layout);
	for (size_t i = 0; i < json_array_size(entries); i++)
		put_entry(layout, json_array_get(entries, i), walked);
	if (omitted > 0) {
		layout_put(
			layout, PAINT_DIM,
			pool_printf(layout->pool, "and %lld more", (long long)omitted));
		layout_end(layout);
	}
	(void)fputc('\n', layout->file);
}

void report_trace_text(FILE *file, const json_t *report, const struct report_style *style)
{
	struct layout layout = { .file = file, .pool = pool_new(), .style = style };
	const json_t *trace = json_object_get(report, "trace");

	put_chain(&layout, trace);
	put_entries(&layout, trace);
	pool_free(layout.pool);
}
