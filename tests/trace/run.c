/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * usage: trace-test [--accept] [CASE...]
 *
 * Traces the system of tests/trace/system.sh as each case tests/trace/CASE breaks it, all
 * rules looking, and compares the text with the case's expect file; --accept writes it.
 * "facts" of the case, or those of the folder, say what disks there are.  The JSON of
 * each case goes through the schema, and its HTML through an XML parser.
 *
 * CASE may also be "systems/NAME": the whole system that tests/rules/systems/NAME/prepare
 * makes when told "fine", of which every link holds; its text is in the file "trace".
 */
#include <dirent.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "report/html.h"
#include "report/report.h"
#include "report/trace.h"
#include "rules/facts.h"
#include "tree/dir.h"

enum { FILE_MAX = 1 << 20 };

static const char base[] = "tests/trace";

/* Whole systems are with the rules, which repair them. */
static bool is_system(const char *name)
{
	return strncmp(name, "systems/", 8) == 0;
}

static const char *file_in(struct pool *pool, const char *name, const char *file)
{
	return pool_printf(pool, "%s/%s/%s", is_system(name) ? "tests/rules" : base, name,
			   file);
}

static struct bytes file_of(struct pool *pool, const char *path)
{
	unsigned char *data = pool_alloc(pool, FILE_MAX);
	FILE *file = fopen(path, "r");
	struct bytes content = { data, file ? fread(data, 1, FILE_MAX, file) : 0 };

	if (file)
		(void)fclose(file);
	return content;
}

/* "state N" and the text of 80 columns. */
static struct bytes text_of(struct pool *pool, const json_t *report)
{
	const struct report_style style = { REPORT_PLAIN, 80 };
	char *text = NULL;
	size_t len = 0;
	FILE *file = open_memstream(&text, &len);
	struct buf out = { .pool = pool };

	(void)fprintf(file, "status %d\n\n", report_status(report));
	report_text(file, report, &style);
	(void)fclose(file);
	buf_add(&out, (struct bytes){ (const unsigned char *)text, len });
	free(text);
	return buf_bytes(&out);
}

static const char *piped(const char *command, const json_t *report)
{
	FILE *pipe = popen(command, "w");

	if (!pipe)
		return "a checker cannot be started";
	if (strstr(command, "schema"))
		(void)json_dumpf(report, pipe, 0);
	else
		report_html(pipe, report);
	return pclose(pipe) == 0 ? NULL : command;
}

static const char *compare(struct pool *pool, const char *name, struct bytes got,
			   bool accept)
{
	const char *path = file_in(pool, name, is_system(name) ? "trace" : "expect");
	struct bytes want = file_of(pool, path);
	FILE *file;

	if (bytes_equal(got, want))
		return NULL;
	if (!accept) {
		printf("%.*s", (int)got.len, (const char *)got.data);
		return "not as expected";
	}
	file = fopen(path, "w");
	if (!file || fwrite(got.data, 1, got.len, file) != got.len)
		return "expect cannot be written";
	return fclose(file) == 0 ? NULL : "expect cannot be written";
}

static json_t *traced(struct pool *pool, struct facts *facts, struct tree *tree)
{
	struct guest *guest = facts_guest(pool, facts, tree);
	struct plan *plan = plan_check(guest, &facts->selection);
	struct trace *trace = trace_collect(guest);

	trace_judge_plan(trace, plan);
	return report_build(&(struct report_input){
		.plan = plan,
		.version = "0",
		.rules = "0",
		.command = "trace",
		.profile = "generic-kvm",
		.system = guest_name(guest),
		.kernels = guest_kernels(guest),
		.trace = trace,
	});
}

static const char *judge(struct pool *pool, const char *name, const char *work,
			 bool accept)
{
	const char *own = file_in(pool, name, "facts"), *why;
	struct bytes text = file_of(
		pool, access(own, F_OK) == 0 ? own : pool_printf(pool, "%s/facts", base));
	struct facts facts;
	struct tree *tree;
	json_t *report;

	if (facts_read(pool, text, "", work, &facts, &why) < 0)
		return why;
	if (dir_open(pool, pool_printf(pool, "%s/root", work), &tree) < 0)
		return "the root cannot be opened";
	report = traced(pool, &facts, tree);
	dir_close(tree);
	facts_close(&facts);
	why = compare(pool, name, text_of(pool, report), accept);
	if (!why)
		why = piped("tests/report/schema-check -", report);
	if (!why)
		why = piped("tests/report/html-check -", report);
	json_decref(report);
	return why;
}

static bool run_case(const char *name, bool accept)
{
	struct pool *pool = pool_new();
	char work[] = "/tmp/drydock-trace-XXXXXX";
	const char *why = NULL;

	if (!mkdtemp(work))
		exit(4);
	if (system(pool_printf(pool, "top=$PWD && mkdir %s/root && cd %s/root && $top/%s",
			       work, work,
			       is_system(name)
				       ? file_in(pool, name, "prepare fine")
				       : pool_printf(pool, "%s/system.sh $top/%s/%s",
						     base, base, name))) != 0)
		why = "the system cannot be made";
	if (!why)
		why = judge(pool, name, work, accept);
	if (why)
		printf("FAIL %s/%s: %s\n", base, name, why);
	(void)system(pool_printf(pool, "rm -rf %s", work));
	pool_free(pool);
	return !why;
}

static void add_cases(struct strs *names, const char *folder, const char *prefix)
{
	DIR *dir = opendir(folder);

	for (struct dirent *entry; dir && (entry = readdir(dir));)
		if (entry->d_type == DT_DIR && entry->d_name[0] != '.')
			strs_addf(names, "%s%s", prefix, entry->d_name);
	if (dir)
		closedir(dir);
}

static struct strs cases_of(struct pool *pool, char *const *arg)
{
	struct strs names = { .pool = pool };

	for (; *arg; arg++)
		strs_add(&names, *arg);
	if (names.count == 0) {
		add_cases(&names, base, "");
		add_cases(&names, "tests/rules/systems", "systems/");
	}
	strs_sort(&names);
	return names;
}

int main(int argc, char **argv)
{
	struct pool *pool = pool_new();
	bool accept = argc > 1 && strcmp(argv[1], "--accept") == 0;
	struct strs cases = cases_of(pool, argv + 1 + accept);
	size_t failed = 0;

	/* The tools that make the disks wait for the disk here as well: eatmydata(1). */
	(void)setenv("LD_PRELOAD", "libeatmydata.so", 1);
	for (size_t i = 0; i < cases.count; i++)
		failed += !run_case(cases.item[i], accept);
	printf("%zu passed, %zu failed\n", cases.count - failed, failed);
	pool_free(pool);
	return failed != 0;
}
