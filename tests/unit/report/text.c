/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The views of tests/report/sample.json, compared with files beside it. */
#include "report/text.h"

#include <stdlib.h>

#include "base/bytes.h"

#include "test.h"

typedef void view(FILE *, const json_t *, const struct report_style *);

/* What VIEW prints of REPORT; the caller frees it. */
static char *printed(view *print, const json_t *report, enum report_colour colour,
		     unsigned width)
{
	const struct report_style style = { colour, width };
	char *text = NULL;
	size_t size;
	FILE *file = open_memstream(&text, &size);

	print(file, report, &style);
	(void)fclose(file);
	return text;
}

static void same_of(const char *sample, view *print, enum report_colour colour,
		    unsigned width, const char *path)
{
	static char want[65536];
	json_t *report = json_load_file(sample, 0, NULL);
	FILE *file = fopen(path, "r");
	char *got;

	EXPECT(report && file);
	if (!report || !file)
		return;
	want[fread(want, 1, sizeof(want) - 1, file)] = '\0';
	(void)fclose(file);
	got = printed(print, report, colour, width);
	if (!EXPECT(strcmp(got, want) == 0))
		EXPECT_STR(got, path);
	free(got);
	json_decref(report);
}

static void same_as_file(view *print, enum report_colour colour, unsigned width,
			 const char *path)
{
	same_of("tests/report/sample.json", print, colour, width, path);
}

static void looks_as_accepted(void)
{
	same_as_file(report_text, REPORT_PLAIN, 0, "tests/report/sample-pipe.txt");
	same_as_file(report_text, REPORT_PLAIN, 80, "tests/report/sample-80.txt");
	same_as_file(report_text, REPORT_PLAIN, 160, "tests/report/sample-160.txt");
	same_as_file(report_text, REPORT_COLOURED, 100, "tests/report/sample-colour.txt");
	same_as_file(report_changes_text, REPORT_PLAIN, 80,
		     "tests/report/sample-changes.txt");
	same_as_file(report_timings_text, REPORT_PLAIN, 80,
		     "tests/report/sample-timings.txt");
}

static void chain_looks_as_accepted(void)
{
	static const char sample[] = "tests/report/sample-trace.json";

	same_of(sample, report_text, REPORT_PLAIN, 0,
		"tests/report/sample-trace-pipe.txt");
	same_of(sample, report_text, REPORT_PLAIN, 80,
		"tests/report/sample-trace-80.txt");
	same_of(sample, report_text, REPORT_COLOURED, 100,
		"tests/report/sample-trace-colour.txt");
}

static void keeps_to_the_width_of(const char *sample)
{
	json_t *report = json_load_file(sample, 0, NULL);

	for (unsigned width = 60; width <= 200; width++) {
		char *text = printed(report_text, report, REPORT_PLAIN, width);

		for (char *line = strtok(text, "\n"); line; line = strtok(NULL, "\n")) {
			size_t columns = 0;

			for (const char *c = line; *c; c++)
				columns += ((unsigned char)*c & 0xc0) != 0x80;
			EXPECT(columns <= width);
			EXPECT(line[strlen(line) - 1] != ' ');
		}
		free(text);
	}
	json_decref(report);
}

static void keeps_to_the_width(void)
{
	keeps_to_the_width_of("tests/report/sample.json");
	keeps_to_the_width_of("tests/report/sample-trace.json");
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

static void obeys_no_guest(void)
{
	static const unsigned widths[] = { 0, 1, 80 };
	json_t *report = json_load_file("tests/report/sample.json", 0, NULL);

	set_texts(report, "--- \x1b]0;x\x07\r\n\xc2\x9b"
			  "31m\xe2\x80\xae  ");
	for (size_t i = 0; i < sizeof(widths) / sizeof(*widths); i++) {
		char *text = printed(report_text, report, REPORT_PLAIN, widths[i]);
		char *diff =
			printed(report_changes_text, report, REPORT_PLAIN, widths[i]);

		EXPECT(!strpbrk(text, "\x1b\x07\r") && !strstr(text, "\xc2\x9b"));
		EXPECT(!strpbrk(diff, "\x1b\x07") && !strstr(diff, "\xe2\x80\xae"));
		free(text);
		free(diff);
	}
	json_decref(report);
}

static void survives_what_is_no_report(void)
{
	static const char *const texts[] = {
		"{}",
		"[]",
		"{\"findings\":[1,null,{},[]],\"changes\":[{}],\"blocks\":[7],\"system\":"
		"1,"
		"\"rules_run\":[{\"verdict\":\"could-not-look\"}],\"timings\":[3]}",
		"{\"command\":\"trace\",\"trace\":{\"links\":[1,null,{\"stage\":"
		"\"root\"}],\"entries\":[1,{\"walked\":true,\"links\":[{}]}]}}",
		"{\"system\":{\"root\":{},\"kernels\":[1,null]},\"findings\":{\"a\":1}}",
	};

	for (size_t i = 0; i < sizeof(texts) / sizeof(*texts); i++) {
		json_t *report = json_loads(texts[i], 0, NULL);

		EXPECT(report != NULL);
		free(printed(report_text, report, REPORT_COLOURED, 80));
		free(printed(report_changes_text, report, REPORT_COLOURED, 80));
		free(printed(report_timings_text, report, REPORT_COLOURED, 80));
		json_decref(report);
	}
}

const struct test tests[] = {
	{ "looks as accepted", looks_as_accepted },
	{ "chain looks as accepted", chain_looks_as_accepted },
	{ "keeps to the width", keeps_to_the_width },
	{ "obeys no guest", obeys_no_guest },
	{ "survives what is no report", survives_what_is_no_report },
	{ 0 },
};
