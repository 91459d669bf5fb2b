/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The elements are those that Jenkins' and GitLab's readers share: testsuite, properties,
 * testcase with one failure, error or skipped, and system-out.
 */
#include "report/junit.h"

#include "report/html-internal.h"
#include "report/report.h"

enum state { PASSED, FAILED, NOT_LOOKED, SKIPPED, STATES };

/* Whether the finding is left, and worth more than a note. */
static bool is_left(const json_t *finding)
{
	return !report_is(finding, "outcome", "repaired") &&
	       !report_is(finding, "severity", "note");
}

/* The findings of a rule from number I on: the next, or NULL; *I is behind it. */
static const json_t *next_finding(const json_t *report, const char *rule, size_t *i)
{
	const json_t *findings = json_object_get(report, "findings");

	while (*i < json_array_size(findings)) {
		const json_t *finding = json_array_get(findings, (*i)++);

		if (report_is(finding, "rule", rule))
			return finding;
	}
	return NULL;
}

/* The first that is left, the worst; NULL where none is.  *COUNT says how many are. */
static const json_t *first_left(const json_t *report, const char *rule, size_t *count)
{
	const json_t *finding, *first = NULL;

	*count = 0;
	for (size_t i = 0; (finding = next_finding(report, rule, &i));)
		if (is_left(finding)) {
			first = first ? first : finding;
			++*count;
		}
	return first;
}

static enum state judge(const json_t *report, const json_t *rule)
{
	const char *id = report_text_of(rule, "id");
	size_t count, i = 0;

	if (report_is(rule, "verdict", "could-not-look"))
		return NOT_LOOKED;
	if (first_left(report, id, &count))
		return FAILED;
	/* A report lists no more findings than it has room for. */
	if (report_is(rule, "verdict", "finding") && !next_finding(report, id, &i))
		return FAILED;
	return report_is(rule, "verdict", "not-applicable") ? SKIPPED : PASSED;
}

static bool has_failed(const json_t *report)
{
	json_int_t status = json_integer_value(json_object_get(report, "status"));

	return status != 0 && status != 1 && status != 3;
}

static void put_attribute(struct html *xml, const char *name, const char *value)
{
	(void)fprintf(xml->file, " %s=\"", name);
	html_text(xml, value);
	html_raw(xml, "\"");
}

static void put_finding(struct html *xml, const json_t *finding)
{
	html_text(xml, report_text_of(finding, "severity"));
	html_raw(xml, " ");
	html_text(xml, html_where(xml->pool, finding, "path"));
	html_raw(xml, ": ");
	html_text(xml, report_text_of(finding, "text"));
	if (*report_text_of(finding, "note")) {
		html_raw(xml, "; ");
		html_text(xml, report_text_of(finding, "outcome"));
		html_raw(xml, ": ");
		html_text(xml, report_text_of(finding, "note"));
	}
	html_raw(xml, "\n");
}

static void put_left(struct html *xml, const json_t *report, const char *rule)
{
	const json_t *finding;

	for (size_t i = 0; (finding = next_finding(report, rule, &i));)
		if (is_left(finding))
			put_finding(xml, finding);
}

static void put_failure(struct html *xml, const json_t *report, const char *rule)
{
	size_t count;
	const json_t *first = first_left(report, rule, &count);

	html_raw(xml, "<failure");
	put_attribute(xml, "type", first ? report_text_of(first, "severity") : "finding");
	put_attribute(xml, "message",
		      !first      ? "more findings than the report lists"
		      : count > 1 ? pool_printf(xml->pool, "%s (and %zu more)",
						report_text_of(first, "text"), count - 1)
				  : report_text_of(first, "text"));
	html_raw(xml, ">");
	put_left(xml, report, rule);
	html_raw(xml, "</failure>\n");
}

/* Half of it may have been looked at: what was found there is told as well. */
static void put_error(struct html *xml, const json_t *report, const json_t *rule)
{
	html_raw(xml, "<error type=\"could-not-look\"");
	put_attribute(xml, "message", report_text_of(rule, "reason"));
	html_raw(xml, ">");
	put_left(xml, report, report_text_of(rule, "id"));
	html_raw(xml, "</error>\n");
}

/* Notes, and what was repaired. */
static void put_output(struct html *xml, const json_t *report, const char *rule)
{
	const json_t *finding;
	bool is_open = false;

	for (size_t i = 0; (finding = next_finding(report, rule, &i));) {
		if (is_left(finding))
			continue;
		if (!is_open)
			html_raw(xml, "<system-out>");
		is_open = true;
		put_finding(xml, finding);
	}
	if (is_open)
		html_raw(xml, "</system-out>\n");
}

static void open_case(struct html *xml, const json_t *report, const char *name)
{
	html_raw(xml, "<testcase");
	put_attribute(
		xml, "classname",
		pool_printf(xml->pool, "drydock.%s", report_text_of(report, "profile")));
	put_attribute(xml, "name", name);
	html_raw(xml, ">\n");
}

static void put_rule(struct html *xml, const json_t *report, const json_t *rule)
{
	const char *id = report_text_of(rule, "id");
	enum state state = judge(report, rule);

	open_case(xml, report, id);
	if (state == FAILED)
		put_failure(xml, report, id);
	if (state == NOT_LOOKED)
		put_error(xml, report, rule);
	if (state == SKIPPED)
		html_raw(xml, "<skipped/>\n");
	put_output(xml, report, id);
	html_raw(xml, "</testcase>\n");
}

static void put_result(struct html *xml, const json_t *report)
{
	open_case(xml, report, "result");
	if (has_failed(report)) {
		html_raw(xml, "<error type=\"result\"");
		put_attribute(xml, "message", report_text_of(report, "verdict"));
		html_raw(xml, "/>\n");
	}
	html_raw(xml, "<system-out>");
	html_text(xml, report_text_of(report, "verdict"));
	html_raw(xml, "</system-out>\n</testcase>\n");
}

static void put_properties(struct html *xml, const json_t *report)
{
	static const char *const names[] = { "drydock", "rules", "command", "profile",
					     "image" };

	html_raw(xml, "<properties>\n");
	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++) {
		html_raw(xml, "<property");
		put_attribute(xml, "name", names[i]);
		put_attribute(xml, "value", report_text_of(report, names[i]));
		html_raw(xml, "/>\n");
	}
	html_raw(xml, "</properties>\n");
}

void report_junit(FILE *file, const json_t *report)
{
	struct html xml = { .file = file, .pool = pool_new() };
	const json_t *rules = json_object_get(report, "rules_run");
	size_t of[STATES] = { 0 }, count = json_array_size(rules);

	for (size_t i = 0; i < count; i++)
		of[judge(report, json_array_get(rules, i))]++;
	html_raw(&xml, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuite "
		       "name=\"drydock\"");
	(void)fprintf(
		file, " tests=\"%zu\" failures=\"%zu\" errors=\"%zu\" skipped=\"%zu\">\n",
		count + 1, of[FAILED], of[NOT_LOOKED] + has_failed(report), of[SKIPPED]);
	put_properties(&xml, report);
	for (size_t i = 0; i < count; i++)
		put_rule(&xml, report, json_array_get(rules, i));
	put_result(&xml, report);
	html_raw(&xml, "</testsuite>\n");
	pool_free(xml.pool);
}
