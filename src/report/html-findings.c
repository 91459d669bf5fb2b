/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Findings, changes and the proof of a report in HTML. */
#include <string.h>

#include "report/html-internal.h"
#include "report/report.h"

/* The class and the words of a value of the schema; the last one takes the rest. */
struct look {
	const char *value, *class, *word;
};

static const struct look severities[] = {
	{ "unbootable", "bad", "unbootable" },
	{ "unreachable", "bad", "unreachable" },
	{ "rejected", "warn", "rejected" },
	{ "degraded", "warn", "degraded" },
	{ "note", "info", "note" },
	{ NULL, "none", "unknown" },
};

static const struct look outcomes[] = {
	{ "open", "warn", "a repair is known" },
	{ "repaired", "ok", "repaired" },
	{ "refused", "bad", "refused" },
	{ "report-only", "none", "a person must act" },
	{ NULL, "none", "unknown" },
};

static void put_badge(struct html *html, const struct look *look, const char *value)
{
	while (look->value && strcmp(look->value, value) != 0)
		look++;
	(void)fprintf(html->file, "<span class=\"badge %s\">%s</span>", look->class,
		      look->word);
}

/* Where among the changes the file of FINDING is; what there are of them otherwise. */
static size_t change_of(const json_t *changes, const json_t *finding)
{
	const char *path = report_text_of(finding, "path");
	size_t i;

	for (i = 0; i < json_array_size(changes); i++)
		if (report_is(json_array_get(changes, i), "path", path))
			break;
	return i;
}

static void put_place(struct html *html, const json_t *report, const json_t *finding)
{
	const json_t *changes = json_object_get(report, "changes");
	size_t change = change_of(changes, finding);

	html_raw(html, "<li>");
	html_element(html, "code", "where", html_where(html->pool, finding, "path"));
	html_text(html, report_text_of(finding, "text"));
	html_raw(html, "<br/>");
	put_badge(html, outcomes, report_text_of(finding, "outcome"));
	html_raw(html, " ");
	html_element(html, "span", "soft", report_text_of(finding, "note"));
	if (report_is(finding, "outcome", "repaired") &&
	    change < json_array_size(changes))
		(void)fprintf(html->file, " <a href=\"#change-%zu\">what was changed</a>",
			      change + 1);
	html_raw(html, "</li>\n");
}

static const json_t *rule_of(const json_t *report, const json_t *finding)
{
	const json_t *rules = json_object_get(report, "rules_run");

	for (size_t i = 0; i < json_array_size(rules); i++)
		if (report_is(json_array_get(rules, i), "id",
			      report_text_of(finding, "rule")))
			return json_array_get(rules, i);
	return NULL;
}

static void put_labelled(struct html *html, const char *label, const char *text)
{
	if (!*text)
		return;
	html_raw(html, "<p class=\"soft\"><b>");
	html_text(html, label);
	html_raw(html, "</b> ");
	html_text(html, text);
	html_raw(html, "</p>\n");
}

static bool is_same_card(const json_t *a, const json_t *b)
{
	return report_is(a, "rule", report_text_of(b, "rule")) &&
	       report_is(a, "severity", report_text_of(b, "severity"));
}

/* The findings from AT on that are of one rule and weight; returns what comes next. */
static size_t put_card(struct html *html, const json_t *report, const json_t *findings,
		       size_t at)
{
	const json_t *first = json_array_get(findings, at);
	const json_t *rule = rule_of(report, first);

	html_raw(html, "<div class=\"card finding\">");
	put_badge(html, severities, report_text_of(first, "severity"));
	html_raw(html, " ");
	html_element(html, "b", NULL, report_text_of(first, "rule"));
	html_raw(html, " <span>");
	html_text(html, report_text_of(first, "title"));
	html_raw(html, "</span>\n<ul>\n");
	for (; at < json_array_size(findings); at++) {
		const json_t *finding = json_array_get(findings, at);

		if (!is_same_card(first, finding))
			break;
		put_place(html, report, finding);
	}
	html_raw(html, "</ul>\n");
	put_labelled(html, "If it stays:", report_text_of(rule, "why"));
	put_labelled(html, "Asked for by:", report_text_of(rule, "see"));
	html_raw(html, "</div>\n");
	return at;
}

static void put_blind(struct html *html, const json_t *rules)
{
	bool any = false;

	for (size_t i = 0; i < json_array_size(rules); i++) {
		const json_t *rule = json_array_get(rules, i);

		if (!report_is(rule, "verdict", "could-not-look"))
			continue;
		if (!any)
			html_raw(html, "<h2>Could not look</h2>\n<div class=\"wrap\">"
				       "<table>\n<tbody>\n");
		any = true;
		html_raw(html, "<tr><td>");
		html_element(html, "b", NULL, report_text_of(rule, "id"));
		html_raw(html, "</td><td>");
		html_text(html, report_text_of(rule, "reason"));
		html_raw(html, "</td></tr>\n");
	}
	if (any)
		html_raw(html, "</tbody></table></div>\n");
}

void html_findings(struct html *html, const json_t *report)
{
	const json_t *findings = json_object_get(report, "findings");

	html_raw(html, "<h2>Findings</h2>\n");
	if (json_array_size(findings) == 0)
		html_raw(html, "<p class=\"soft\">None.</p>\n");
	for (size_t i = 0; i < json_array_size(findings);)
		i = put_card(html, report, findings, i);
	html_omitted(html, report, "findings_omitted");
	put_blind(html, json_object_get(report, "rules_run"));
}

static void put_change(struct html *html, const json_t *change, size_t number)
{
	json_int_t bytes = json_integer_value(json_object_get(change, "bytes"));
	const char *kind = report_text_of(change, "kind");

	(void)fprintf(html->file, "<details id=\"change-%zu\"%s><summary>", number,
		      report_is(change, "kind", "append") ? "" : " open=\"\"");
	html_element(html, "code", NULL, report_text_of(change, "path"));
	html_raw(html, " <span class=\"soft\">");
	html_text(html, strcmp(kind, "append") == 0   ? "appended"
			: strcmp(kind, "create") == 0 ? "new"
			: strcmp(kind, "unlock") == 0 ? "no longer immutable"
			: strcmp(kind, "remove") == 0 ? "removed"
						      : "changed");
	if (bytes > 0) {
		html_raw(html, ", ");
		html_text(html, report_size(html->pool, (uint64_t)bytes));
	}
	html_raw(html, "</span></summary>\n");
	html_diff(html, report_text_of(change, "diff"));
	html_raw(html, "</details>\n");
}

static void put_block(struct html *html, const json_t *block)
{
	json_int_t offset = json_integer_value(json_object_get(block, "offset"));
	json_int_t length = json_integer_value(json_object_get(block, "length"));

	html_raw(html, "<tr><td>");
	html_element(html, "code", NULL, report_text_of(block, "disk"));
	(void)fprintf(html->file, "</td><td>%lld bytes at %lld</td><td>",
		      (long long)length, (long long)offset);
	html_text(html, report_text_of(block, "what"));
	html_raw(html, "</td></tr>\n");
}

void html_changes(struct html *html, const json_t *report)
{
	const json_t *changes = json_object_get(report, "changes");
	const json_t *blocks = json_object_get(report, "blocks");
	size_t count = json_array_size(blocks);

	if (json_array_size(changes) + count == 0)
		return;
	html_raw(html, json_is_true(json_object_get(report, "dry_run"))
			       ? "<h2>What would be changed</h2>\n"
			       : "<h2>Changes</h2>\n");
	for (size_t i = 0; i < json_array_size(changes); i++)
		put_change(html, json_array_get(changes, i), i + 1);
	if (count == 0)
		return;
	html_raw(html, "<div class=\"wrap\"><table>\n<tbody>\n");
	for (size_t i = 0; i < count; i++)
		put_block(html, json_array_get(blocks, i));
	html_raw(html, "</tbody></table></div>\n");
}

static void put_stage(struct html *html, const json_t *stage)
{
	double seconds = json_number_value(json_object_get(stage, "seconds"));

	html_raw(html, "<tr><td>");
	html_element(html, "b", NULL, report_text_of(stage, "stage"));
	(void)fprintf(html->file, "</td><td>%.1f s</td><td>", seconds);
	html_element(html, "span", "soft", report_text_of(stage, "source"));
	html_raw(html, " ");
	html_element(html, "code", NULL, report_text_of(stage, "text"));
	html_raw(html, "</td></tr>\n");
}

void html_proof(struct html *html, const json_t *proof)
{
	const json_t *stages = json_object_get(proof, "stages");

	if (!json_is_object(proof))
		return;
	html_raw(html, "<h2>Proof: it was started</h2>\n<p>");
	html_text(html, report_text_of(proof, "summary"));
	html_raw(html, "</p>\n");
	if (json_array_size(stages) == 0)
		return;
	html_raw(html, "<div class=\"wrap\"><table>\n<tbody>\n");
	for (size_t i = 0; i < json_array_size(stages); i++)
		put_stage(html, json_array_get(stages, i));
	html_raw(html, "</tbody></table></div>\n");
}
