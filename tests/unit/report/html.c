/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Web pages of the samples, through tests/report/html-check. */
#include "report/html.h"

#include <stdlib.h>

#include "test.h"

static json_t *sample(const char *name)
{
	json_t *report = json_load_file(name, 0, NULL);

	EXPECT(report != NULL);
	return report;
}

static bool is_a_page(const json_t *report)
{
	FILE *pipe = popen("tests/report/html-check -", "w");

	if (!pipe)
		return false;
	report_html(pipe, report);
	return pclose(pipe) == 0;
}

/* The page of REPORT; the caller frees it. */
static char *page_of(const json_t *report)
{
	char *text = NULL;
	size_t size;
	FILE *file = open_memstream(&text, &size);

	report_html(file, report);
	(void)fclose(file);
	return text;
}

/* Every text of the object, at any depth, becomes TEXT. */
static void set_texts(json_t *value, const char *text)
{
	const char *key;
	json_t *member;
	void *next;
	size_t i;

	if (json_is_string(value))
		(void)json_string_set(value, text);
	for (i = 0; i < json_array_size(value); i++)
		set_texts(json_array_get(value, i), text);
	json_object_foreach_safe(value, next, key, member)
	{
		set_texts(member, text);
	}
}

/* A fix with both chains, as the agent sends them. */
static json_t *fix_with_chains(void)
{
	json_t *report = sample("tests/report/sample.json");
	json_t *traced = sample("tests/report/sample-trace.json");

	json_object_set(report, "trace", json_object_get(traced, "trace"));
	json_object_set(report, "trace_after", json_object_get(traced, "trace"));
	json_decref(traced);
	return report;
}

static void is_well_formed(void)
{
	json_t *check = sample("tests/report/sample.json");
	json_t *trace = sample("tests/report/sample-trace.json");
	json_t *fix = fix_with_chains();

	EXPECT(is_a_page(check));
	EXPECT(is_a_page(trace));
	EXPECT(is_a_page(fix));
	json_decref(check);
	json_decref(trace);
	json_decref(fix);
}

static void shows_what_is_there(void)
{
	json_t *fix = fix_with_chains();
	char *page = page_of(fix);

	EXPECT(strstr(page, "As it was") != NULL);
	EXPECT(strstr(page, "<span class=\"del\">-") != NULL);
	EXPECT(strstr(page, "<li class=\"bad\" title=\"broken\">") != NULL);
	EXPECT(strstr(page, "<script>") == NULL);
	EXPECT(strstr(page, "&lt;script&gt;alert(1)&lt;/script&gt;") != NULL);
	free(page);
	json_decref(fix);
}

static void obeys_no_guest(void)
{
	static const char *const texts[] = {
		"<script>alert(1)</script>",
		"\"><img src=x onerror=alert(1)>'",
		"--- </pre></style>\n+++ &lt;b&gt;\n-x\n]]>",
		"\x1b]0;x\x07\r\n\xc2\x9b"
		"31m\xe2\x80\xae\xef\xbf\xbe\xef\xbf\xbf",
		"",
	};

	for (size_t i = 0; i < sizeof(texts) / sizeof(*texts); i++) {
		json_t *report = fix_with_chains();

		set_texts(report, texts[i]);
		EXPECT(is_a_page(report));
		json_decref(report);
	}
}

static void survives_what_is_no_report(void)
{
	static const char *const texts[] = {
		"{}",
		"[]",
		"{\"trace\":{\"links\":[1,null,{\"stage\":\"root\"}],\"entries\":{}}}",
		"{\"trace\":7,\"trace_after\":[],\"proof\":{\"stages\":[1]},\"findings\":"
		"[1,null,{}],\"changes\":[{}],\"blocks\":[7],\"rules_run\":[{\"verdict\":"
		"\"could-not-look\"}]}",
	};

	for (size_t i = 0; i < sizeof(texts) / sizeof(*texts); i++) {
		json_t *report = json_loads(texts[i], 0, NULL);

		EXPECT(report != NULL);
		EXPECT(is_a_page(report));
		json_decref(report);
	}
}

const struct test tests[] = {
	{ "is well-formed", is_well_formed },
	{ "shows what is there", shows_what_is_there },
	{ "obeys no guest", obeys_no_guest },
	{ "survives what is no report", survives_what_is_no_report },
	{ 0 },
};
