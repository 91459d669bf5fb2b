/* SPDX-License-Identifier: GPL-2.0-or-later */
/* JUnit XML of the sample, through tests/report/junit-check. */
#include "report/junit.h"

#include <stdlib.h>

#include "test.h"

static json_t *sample(void)
{
	json_t *report = json_load_file("tests/report/sample.json", 0, NULL);

	EXPECT(report != NULL);
	return report;
}

/* Well-formed, with these counts of "failures errors skipped". */
static bool has_counts(const json_t *report, const char *counts)
{
	char command[128];
	FILE *pipe;

	(void)snprintf(command, sizeof(command), "tests/report/junit-check - %s", counts);
	pipe = popen(command, "w");
	if (!pipe)
		return false;
	report_junit(pipe, report);
	return pclose(pipe) == 0;
}

static bool says(const json_t *report, const char *text)
{
	char *all = NULL;
	size_t size;
	FILE *file = open_memstream(&all, &size);
	bool found;

	report_junit(file, report);
	(void)fclose(file);
	found = strstr(all, text) != NULL;
	free(all);
	return found;
}

/* The number of rules in the sample with this verdict. */
static unsigned verdicts(const json_t *report, const char *verdict)
{
	const json_t *rules = json_object_get(report, "rules_run");
	unsigned count = 0;

	for (size_t i = 0; i < json_array_size(rules); i++)
		count += strcmp(json_string_value(json_object_get(
					json_array_get(rules, i), "verdict")),
				verdict) == 0;
	return count;
}

static void what_is_left_fails(void)
{
	json_t *report = sample();
	char counts[64];

	/* boot-code was refused, nic-persistent-rules is reported only; a note is none.
	 */
	(void)snprintf(counts, sizeof(counts), "2 %u %u",
		       verdicts(report, "could-not-look"),
		       verdicts(report, "not-applicable"));
	EXPECT(has_counts(report, counts));
	EXPECT(says(report, "<failure type=\"unbootable\" message="));
	EXPECT(says(report, "<error type=\"could-not-look\" message=\"needs the volumes "
			    "behind the tree\">"));
	EXPECT(says(report, "<system-out>unbootable /etc/fstab:12: &quot;/dev/sdb1&quot; "
			    "on &quot;/srv/data&quot;"));
	EXPECT(says(report, "repaired: commented out\n</system-out>"));
	json_decref(report);
}

static void result_tells_what_no_rule_knows(void)
{
	json_t *report = sample();

	EXPECT(!says(report, "<error type=\"result\""));
	(void)json_object_set_new(report, "status", json_integer(5));
	EXPECT(says(report, "<error type=\"result\" message=\""));
	EXPECT(has_counts(report, ""));
	json_decref(report);
}

/* A report lists its worst findings only: the rules of the others have not passed. */
static void omitted_findings_fail(void)
{
	json_t *report = sample();

	(void)json_object_set_new(report, "findings", json_array());
	EXPECT(says(report, "message=\"more findings than the report lists\""));
	EXPECT(has_counts(report, ""));
	json_decref(report);
}

static void texts_stay_texts(void)
{
	json_t *report = sample();
	json_t *finding = json_array_get(json_object_get(report, "findings"), 2);

	(void)json_object_set_new(
		finding, "text",
		json_string("]]></failure><a b=\"\x01\x1b[2J\xef\xbf\xbf"
			    "'&amp;\n"));
	EXPECT(has_counts(report, ""));
	EXPECT(says(report, "]]&gt;&lt;/failure&gt;"));
	EXPECT(!says(report, "\x1b"));
	json_decref(report);
}

const struct test tests[] = {
	{ "what is left fails", what_is_left_fails },
	{ "the result tells what no rule knows", result_tells_what_no_rule_knows },
	{ "omitted findings fail", omitted_findings_fail },
	{ "texts stay texts", texts_stay_texts },
	{ 0 },
};
