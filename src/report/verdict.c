/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What a report comes to: its exit status and its last line. */
#include "report/report.h"

#include <string.h>

#include "report/trace.h"

enum { SEVERITIES = UNBOOTABLE + 1 };

/* What there is to count in a report. */
struct figures {
	size_t findings, repaired, refused, repairable;
	size_t left[SEVERITIES], left_all, left_that_count; /* notes do not count */
	size_t passed, not_applicable, blind;
	size_t files, blocks;
	uint64_t bytes; /* of files and blocks */
	bool is_fix, dry_run, verified;
};

const char *report_text_of(const json_t *object, const char *name)
{
	const char *s = json_string_value(json_object_get(object, name));

	return s ? s : "";
}

bool report_is(const json_t *object, const char *name, const char *value)
{
	return strcmp(report_text_of(object, name), value) == 0;
}

bool report_has_changes(const json_t *report)
{
	return json_array_size(json_object_get(report, "changes")) ||
	       json_array_size(json_object_get(report, "blocks"));
}

static void count_findings(const json_t *report, struct figures *f)
{
	json_t *array = json_object_get(report, "findings");
	json_int_t omitted =
		json_integer_value(json_object_get(report, "findings_omitted"));

	for (size_t i = 0; i < json_array_size(array); i++) {
		const json_t *finding = json_array_get(array, i);
		enum severity severity = NOTE;

		f->findings++;
		f->refused += report_is(finding, "outcome", "refused");
		f->repairable += report_is(finding, "outcome", "open");
		if (report_is(finding, "outcome", "repaired")) {
			f->repaired++;
			continue;
		}
		for (int s = NOTE; s < SEVERITIES; s++)
			if (report_is(finding, "severity",
				      severity_name((enum severity)s)))
				severity = (enum severity)s;
		f->left[severity]++;
		f->left_all++;
		f->left_that_count += severity > NOTE;
	}
	if (omitted > 0) {
		f->findings += (size_t)omitted;
		f->left_all += (size_t)omitted;
		f->left_that_count += (size_t)omitted;
	}
}

static void count_rules(const json_t *report, struct figures *f)
{
	json_t *array = json_object_get(report, "rules_run");

	for (size_t i = 0; i < json_array_size(array); i++) {
		const json_t *rule = json_array_get(array, i);

		f->passed += report_is(rule, "verdict", "pass");
		f->not_applicable += report_is(rule, "verdict", "not-applicable");
		f->blind += report_is(rule, "verdict", "could-not-look");
	}
}

static uint64_t sum(const json_t *array, const char *name)
{
	uint64_t total = 0;

	for (size_t i = 0; i < json_array_size(array); i++) {
		const json_t *object = json_array_get(array, i);
		json_int_t size = json_integer_value(json_object_get(object, name));

		total += size > 0 ? (uint64_t)size : 0;
	}
	return total;
}

static struct figures figures_of(const json_t *report)
{
	const json_t *changes = json_object_get(report, "changes");
	const json_t *blocks = json_object_get(report, "blocks");
	struct figures f = {
		.files = json_array_size(changes),
		.blocks = json_array_size(blocks),
		.bytes = sum(changes, "bytes") + sum(blocks, "length"),
		.is_fix = report_is(report, "command", "fix"),
		.dry_run = json_is_true(json_object_get(report, "dry_run")),
		.verified = json_is_true(json_object_get(report, "verified")),
	};

	count_findings(report, &f);
	count_rules(report, &f);
	return f;
}

static bool is_unverified(const struct figures *f)
{
	return f->is_fix && !f->dry_run && !f->verified && f->files + f->blocks > 0;
}

/* No system was found: only what the disks came in was judged. */
static bool lacks_system(const json_t *report)
{
	return json_is_null(json_object_get(json_object_get(report, "system"), "name"));
}

int report_status(const json_t *report)
{
	struct figures f = figures_of(report);

	if (report_is(report, "command", "trace"))
		return trace_status(report);
	if (json_is_string(json_object_get(report, "bug")) || is_unverified(&f))
		return 4;
	if (lacks_system(report))
		return 3;
	if (f.left_that_count > 0)
		return 1;
	return f.blind > 0 ? 3 : 0;
}

/* Of REJECTED or worse; so is a name that nobody knows. */
static bool is_grave(const json_t *object)
{
	for (int s = NOTE; s < REJECTED; s++)
		if (report_is(object, "severity", severity_name((enum severity)s)))
			return false;
	return true;
}

bool report_is_ready(const json_t *report)
{
	const json_t *object;
	size_t i;

	if (json_integer_value(json_object_get(report, "findings_omitted")) > 0 ||
	    lacks_system(report))
		return false;
	json_array_foreach(json_object_get(report, "findings"), i, object)
	{
		if (!report_is(object, "outcome", "repaired") && is_grave(object))
			return false;
	}
	json_array_foreach(json_object_get(report, "rules_run"), i, object)
	{
		if (report_is(object, "verdict", "could-not-look") && is_grave(object))
			return false;
	}
	return true;
}

char *report_size(struct pool *pool, uint64_t size)
{
	static const char *const units[] = { "kB", "MB", "GB", "TB", "PB", "EB" };
	double value = (double)size / 1000;
	size_t unit = 0;

	if (size < 1000)
		return pool_printf(pool, "%u byte%s", (unsigned)size,
				   size == 1 ? "" : "s");
	while (value >= 999.5 && unit + 1 < sizeof(units) / sizeof(*units)) {
		value /= 1000;
		unit++;
	}
	return pool_printf(pool, "%.*f %s", value < 9.95 ? 1 : 0, value, units[unit]);
}

static const char *plural(size_t count)
{
	return count == 1 ? "" : "s";
}

/* "2 unbootable, 1 note" */
static char *left_by_severity(struct pool *pool, const struct figures *f)
{
	struct strs list = { .pool = pool };

	for (int s = SEVERITIES - 1; s >= NOTE; s--)
		if (f->left[s])
			strs_addf(&list, "%zu %s%s", f->left[s],
				  severity_name((enum severity)s),
				  s == NOTE ? plural(f->left[s]) : "");
	return strs_join(&list, ", ");
}

static void add_rules(struct buf *out, const struct figures *f)
{
	buf_addf(out, "%zu rule%s passed", f->passed, plural(f->passed));
	if (f->not_applicable)
		buf_addf(out, ", %zu not applicable", f->not_applicable);
	if (f->blind)
		buf_addf(out, ", %zu could not look", f->blind);
}

static void add_found(struct pool *pool, struct buf *out, const struct figures *f)
{
	if (f->findings == 0) {
		buf_adds(out, f->blind ? "Nothing found by the rules that could look: "
				       : "Nothing wrong: ");
	} else {
		buf_addf(out, "%zu finding%s: %s; a repair is known for %zu; ",
			 f->findings, plural(f->findings), left_by_severity(pool, f),
			 f->repairable);
	}
	add_rules(out, f);
}

static void add_image(struct pool *pool, struct buf *out, const struct figures *f)
{
	buf_adds(out, "No system was found, and nothing judged but the image");
	if (f->findings)
		buf_addf(out, ": %zu finding%s: %s", f->findings, plural(f->findings),
			 left_by_severity(pool, f));
}

/* "4 files and 1 block range written (373 kB) and verified" */
static void add_written(struct pool *pool, struct buf *out, const struct figures *f)
{
	if (f->files + f->blocks == 0)
		return;
	buf_adds(out, "; ");
	if (f->files)
		buf_addf(out, "%zu file%s", f->files, plural(f->files));
	if (f->blocks)
		buf_addf(out, "%s%zu block range%s", f->files ? " and " : "", f->blocks,
			 plural(f->blocks));
	buf_addf(out, " %s (%s)", f->dry_run ? "would be changed" : "changed",
		 report_size(pool, f->bytes));
	if (!f->dry_run)
		buf_adds(out, f->verified ? ", verified" : ", NOT VERIFIED");
}

static void add_repaired(struct pool *pool, struct buf *out, const struct figures *f)
{
	const char *done = f->dry_run ? " would be repaired" : " repaired";

	if (f->repaired == f->findings && f->findings > 1)
		buf_addf(out, "All %zu findings%s", f->findings, done);
	else
		buf_addf(out, "%zu of %zu finding%s%s", f->repaired, f->findings,
			 plural(f->findings), done);
	if (f->left_all) {
		buf_addf(out, ", left %s", left_by_severity(pool, f));
		if (f->refused)
			buf_addf(out, " (%zu refused)", f->refused);
	}
	if (f->blind)
		buf_addf(out, "; %zu rule%s could not look", f->blind, plural(f->blind));
	add_written(pool, out, f);
}

char *report_verdict(struct pool *pool, const json_t *report)
{
	struct figures f = figures_of(report);
	struct buf out = { .pool = pool };

	if (report_is(report, "command", "trace"))
		return trace_verdict(pool, report);
	if (json_is_string(json_object_get(report, "bug")))
		buf_addf(&out, "Plan rejected, a bug in drydock: %s",
			 report_text_of(report, "bug"));
	else if (lacks_system(report))
		add_image(pool, &out, &f);
	else if (f.is_fix && f.findings > 0)
		add_repaired(pool, &out, &f);
	else
		add_found(pool, &out, &f);
	buf_adds(&out, ".");
	return bytes_str(pool, buf_bytes(&out));
}
