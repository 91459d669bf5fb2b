/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "report/text.h"

#include <string.h>

#include "report/lastboot.h"
#include "report/layout.h"
#include "report/network.h"
#include "report/volumes.h"
#include "report/report.h"
#include "report/trace.h"

enum {
	GAP = 2,           /* blanks between columns */
	LAST_MIN = 56,     /* columns of the last one; with less, findings are stacked */
	WHERE_MAX = 56,    /* columns the places of findings are aligned to */
	REASONS_MAX = 100, /* told apart */
};

/* Where the columns of the findings start; all 0-based. */
struct columns {
	size_t rule, where, text;
	bool stacked; /* too narrow: the text goes below the place */
	bool is_check, dry_run;
};

static enum paint severity_paint(const char *severity)
{
	static const enum paint paints[] = {
		[NOTE] = PAINT_CYAN,
		[DEGRADED] = PAINT_YELLOW,
		[REJECTED] = PAINT_MAGENTA,
		[UNREACHABLE] = PAINT_RED,
		[UNBOOTABLE] = PAINT_BRIGHT_RED,
	};

	for (int s = NOTE; s <= UNBOOTABLE; s++)
		if (strcmp(severity, severity_name((enum severity)s)) == 0)
			return paints[s];
	return PAINT_NONE;
}

static const char *where_of(struct pool *pool, const json_t *finding)
{
	json_int_t line = json_integer_value(json_object_get(finding, "line"));
	const char *path = report_text_of(finding, "path");

	return line > 0 ? pool_printf(pool, "%s:%lld", path, (long long)line) : path;
}

static size_t columns_of(struct pool *pool, const char *text)
{
	text = clean_str(pool, bytes_of(text), CLEAN_LINE);
	return clean_columns(text, strlen(text));
}

static size_t at_least(size_t a, size_t b)
{
	return a > b ? a : b;
}

static struct columns columns_for(struct layout *layout, const json_t *report)
{
	const json_t *findings = json_object_get(report, "findings");
	size_t severity = 0, rule = 0, where = 0, width = layout->style->width;
	struct columns columns = {
		.is_check = report_is(report, "command", "check"),
		.dry_run = json_is_true(json_object_get(report, "dry_run")),
	};

	for (size_t i = 0; i < json_array_size(findings); i++) {
		const json_t *finding = json_array_get(findings, i);
		const char *place = where_of(layout->pool, finding);
		size_t taken = columns_of(layout->pool, place);

		severity = at_least(
			severity,
			columns_of(layout->pool, report_text_of(finding, "severity")));
		rule = at_least(
			rule, columns_of(layout->pool, report_text_of(finding, "rule")));
		where = at_least(where, taken > WHERE_MAX ? WHERE_MAX : taken);
	}
	columns.rule = severity + GAP;
	columns.where = columns.rule + rule + GAP;
	columns.text = columns.where + where + GAP;
	if (width && columns.text + LAST_MIN > width) {
		columns.stacked = true;
		columns.text = columns.rule;
	}
	return columns;
}

static const struct outcome_words {
	const char *outcome, *check, *fix, *dry_run;
	enum paint paint;
} outcome_words[] = {
	{ "open", "", "left", "left", PAINT_YELLOW },
	{ "repaired", "repaired", "repaired", "would be repaired", PAINT_GREEN },
	{ "refused", "refused", "refused", "would be refused", PAINT_RED },
	{ "report-only", "drydock does not repair this",
	  "left, drydock does not repair this", "left, drydock does not repair this",
	  PAINT_YELLOW },
};

static const char *outcome_word(const json_t *finding, const struct columns *columns,
				enum paint *paint)
{
	const char *outcome = report_text_of(finding, "outcome");

	for (size_t i = 0; i < sizeof(outcome_words) / sizeof(*outcome_words); i++) {
		const struct outcome_words *words = &outcome_words[i];

		if (strcmp(outcome, words->outcome) != 0)
			continue;
		*paint = words->paint;
		if (columns->is_check)
			return words->check;
		return columns->dry_run ? words->dry_run : words->fix;
	}
	return "";
}

static void put_outcome(struct layout *layout, const json_t *finding,
			const struct columns *columns)
{
	enum paint paint = PAINT_NONE;
	const char *word = outcome_word(finding, columns, &paint);
	const char *note = report_text_of(finding, "note");

	if (!*word && !*note)
		return;
	if (columns->stacked) {
		layout_end(layout);
		layout_tab(layout, columns->text);
	} else {
		layout_flow(layout, PAINT_DIM, "-", columns->text);
	}
	if (*word && *note)
		word = pool_printf(layout->pool, "%s:", word);
	layout_flow(layout, paint, word, columns->text);
	layout_flow(layout, PAINT_NONE, note, columns->text);
}

static void put_finding(struct layout *layout, const json_t *finding,
			const struct columns *columns)
{
	const char *severity = report_text_of(finding, "severity");

	layout_put(layout, severity_paint(severity), severity);
	layout_tab(layout, columns->rule);
	layout_put(layout, PAINT_BOLD, report_text_of(finding, "rule"));
	layout_tab(layout, columns->where);
	layout_flow(layout, PAINT_CYAN, where_of(layout->pool, finding), columns->where);
	if (columns->stacked)
		layout_end(layout);
	layout_tab(layout, columns->text);
	layout_flow(layout, PAINT_NONE, report_text_of(finding, "text"), columns->text);
	put_outcome(layout, finding, columns);
	layout_end(layout);
}

static void put_findings(struct layout *layout, const json_t *report)
{
	struct columns columns = columns_for(layout, report);
	const json_t *findings = json_object_get(report, "findings");
	json_int_t omitted =
		json_integer_value(json_object_get(report, "findings_omitted"));

	for (size_t i = 0; i < json_array_size(findings); i++)
		put_finding(layout, json_array_get(findings, i), &columns);
	if (omitted > 0) {
		layout_put(
			layout, PAINT_DIM,
			pool_printf(layout->pool, "and %lld more", (long long)omitted));
		layout_end(layout);
	}
	if (json_array_size(findings) > 0)
		(void)fputc('\n', layout->file);
}

/* "on disk0 partition 1 (ext4)" */
static void add_root(struct layout *layout, struct strs *facts, const json_t *root)
{
	json_int_t part = json_integer_value(json_object_get(root, "part"));
	struct buf out = { .pool = layout->pool };

	buf_addf(&out, "on %s",
		 report_text_of(root, *report_text_of(root, "disk") ? "disk" : "name"));
	if (part > 0)
		buf_addf(&out, " partition %lld", (long long)part);
	if (*report_text_of(root, "type"))
		buf_addf(&out, " (%s)", report_text_of(root, "type"));
	strs_add(facts, bytes_str(layout->pool, buf_bytes(&out)));
}

/* "Debian GNU/Linux 12 on disk0 partition 1 (ext4), Linux 6.1.0-18-amd64, for x" */
static void put_system(struct layout *layout, const json_t *report)
{
	const json_t *system = json_object_get(report, "system");
	const json_t *root = json_object_get(system, "root");
	const json_t *kernels = json_object_get(system, "kernels");
	const char *image = report_text_of(report, "image");
	const char *name = report_text_of(system, "name");
	struct strs facts = { .pool = layout->pool };

	if (!*name)
		name = "no system";
	if (json_is_object(root))
		add_root(layout, &facts, root);
	for (size_t i = 0; i < json_array_size(kernels); i++) {
		const char *version = json_string_value(json_array_get(kernels, i));

		strs_addf(&facts, "%s%s", i ? "" : "Linux ", version ? version : "");
	}
	if (report_firmware(system))
		strs_add(&facts, report_firmware(system));
	if (*report_text_of(report, "profile"))
		strs_addf(&facts, "for %s", report_text_of(report, "profile"));
	if (*report_text_of(report, "rules"))
		strs_addf(&facts, "rules %s", report_text_of(report, "rules"));
	if (facts.count > 0 && !json_is_object(root))
		name = pool_printf(layout->pool, "%s,", name);
	if (*image)
		layout_flow(layout, PAINT_NONE, pool_printf(layout->pool, "%s:", image),
			    GAP);
	layout_flow(layout, PAINT_BOLD, name, GAP);
	layout_flow(layout, PAINT_NONE, strs_join(&facts, ", "), GAP);
	layout_end(layout);
	(void)fputc('\n', layout->file);
}

/* The rules that could not look for one reason, on one line. */
static void put_reason(struct layout *layout, const json_t *rules, const char *reason)
{
	static const char title[] = "could not look";
	struct strs ids = { .pool = layout->pool };
	size_t indent = strlen(title) + GAP;

	for (size_t i = 0; i < json_array_size(rules); i++) {
		const json_t *rule = json_array_get(rules, i);

		if (report_is(rule, "verdict", "could-not-look") &&
		    report_is(rule, "reason", reason))
			strs_add(&ids, report_text_of(rule, "id"));
	}
	layout_put(layout, PAINT_YELLOW, title);
	layout_tab(layout, indent);
	layout_flow(layout, PAINT_BOLD,
		    pool_printf(layout->pool, "%s:", strs_join(&ids, ", ")), indent);
	layout_flow(layout, PAINT_NONE, reason, indent);
	layout_end(layout);
}

static void put_blind(struct layout *layout, const json_t *report)
{
	const json_t *rules = json_object_get(report, "rules_run");
	struct strs reasons = { .pool = layout->pool };

	for (size_t i = 0; i < json_array_size(rules); i++) {
		const json_t *rule = json_array_get(rules, i);
		const char *reason = report_text_of(rule, "reason");

		if (report_is(rule, "verdict", "could-not-look") &&
		    !strs_has(&reasons, reason) && reasons.count < REASONS_MAX)
			strs_add(&reasons, reason);
	}
	for (size_t i = 0; i < reasons.count; i++)
		put_reason(layout, rules, reasons.item[i]);
	if (reasons.count > 0)
		(void)fputc('\n', layout->file);
}

static void put_output(struct layout *layout, const json_t *report)
{
	const json_t *output = json_object_get(report, "output");
	const char *path = report_text_of(output, "path");
	json_int_t size = json_integer_value(json_object_get(output, "bytes"));

	if (!*path)
		return;
	layout_flow(layout, PAINT_NONE,
		    pool_printf(layout->pool, "Written to %s (%s%s%s)%s%s", path,
				report_text_of(output, "format"), size > 0 ? ", " : "",
				size > 0 ? report_size(layout->pool, (uint64_t)size) : "",
				report_is_ready(report) ? "" : ", not ready for ",
				report_is_ready(report)
					? ""
					: report_text_of(report, "profile")),
		    GAP);
	layout_end(layout);
}

static enum paint status_paint(const json_t *report)
{
	json_int_t status = json_integer_value(json_object_get(report, "status"));

	return status == 0 ? PAINT_GREEN : status == 3 ? PAINT_YELLOW : PAINT_BRIGHT_RED;
}

static void put_guest_tools(struct layout *layout, const json_t *report)
{
	const json_t *commands = json_object_get(report, "guest_tools");

	for (size_t i = 0; i < json_array_size(commands); i++) {
		layout_flow(layout, PAINT_NONE,
			    pool_printf(layout->pool, "Ran in the guest: %s",
					json_string_value(json_array_get(commands, i))),
			    GAP);
		layout_end(layout);
	}
}

void report_text(FILE *file, const json_t *report, const struct report_style *style)
{
	struct layout layout = { .file = file, .pool = pool_new(), .style = style };

	put_system(&layout, report);
	volumes_text(&layout, report);
	network_text(&layout, report);
	if (report_is(report, "command", "trace")) {
		report_trace_text(file, report, style);
	} else {
		put_findings(&layout, report);
		put_blind(&layout, report);
		lastboot_text(&layout, report);
		put_guest_tools(&layout, report);
	}
	put_output(&layout, report);
	layout_flow(&layout, status_paint(report), report_text_of(report, "verdict"),
		    GAP);
	layout_end(&layout);
	pool_free(layout.pool);
}

void report_timings_text(FILE *file, const json_t *report,
			 const struct report_style *style)
{
	struct layout layout = { .file = file, .pool = pool_new(), .style = style };
	const json_t *timings = json_object_get(report, "timings");

	for (size_t i = 0; i < json_array_size(timings); i++) {
		const json_t *timing = json_array_get(timings, i);
		double seconds = json_number_value(json_object_get(timing, "seconds"));

		layout_put(&layout, PAINT_NONE,
			   pool_printf(layout.pool, "%8.2f s  %s", seconds,
				       report_text_of(timing, "name")));
		layout_end(&layout);
	}
	pool_free(layout.pool);
}
