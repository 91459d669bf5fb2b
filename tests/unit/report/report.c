/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "report/report.h"

#include <stdlib.h>
#include <unistd.h>

#include "report/clean.h"
#include "tree/dir.h"
#include "tree/overlay.h"

#include "test.h"

static const struct rule boot = { .id = "boot-x",
				  .title = "does not boot",
				  .severity = UNBOOTABLE,
				  .stage = STAGE_LOADER,
				  .why = "nothing starts",
				  .see = "somewhere" };
static const struct rule log_x = { .id = "log-x",
				   .title = "is worth knowing",
				   .severity = NOTE,
				   .stage = STAGE_DISK,
				   .why = "somebody asks",
				   .see = "elsewhere" };

/* A plan made by hand over an empty directory. */
struct bench {
	struct pool *pool;
	char dir[32];
	struct tree *tree;
	const struct rule *rules[3];
	struct check check[2], *final[3];
	struct item item[4];
	struct plan plan;
	struct report_input input;
};

static void setup(struct bench *b)
{
	*b = (struct bench){ .pool = pool_new(), .dir = "/tmp/drydock-report-XXXXXX" };
	EXPECT(mkdtemp(b->dir) != NULL);
	EXPECT_INT(dir_open(b->pool, b->dir, &b->tree), 0);
	b->rules[0] = &log_x;
	b->rules[1] = &boot;
	for (size_t i = 0; i < 2; i++) {
		b->check[i] = (struct check){ .pool = b->pool, .rule = b->rules[i] };
		b->final[i] = &b->check[i];
	}
	b->plan = (struct plan){ .rules = b->rules, .final = b->final, .item = b->item };
	b->plan.overlay = overlay_new(b->tree);
	b->input = (struct report_input){
		.plan = &b->plan,
		.version = "0.1",
		.rules = "0123456789ab",
		.command = "fix",
		.profile = "generic-kvm",
		.system = "Debian GNU/Linux 12 (bookworm)",
		.kernels = { .pool = b->pool },
		.verified = true,
	};
}

static void teardown(struct bench *b)
{
	dir_close(b->tree);
	EXPECT_INT(rmdir(b->dir), 0);
	pool_free(b->pool);
}

static void add(struct bench *b, const struct rule *rule, const char *path,
		enum outcome outcome, const char *note)
{
	b->item[b->plan.item_count++] = (struct item){
		.finding = { rule, path, 3, "x", "is wrong", rule->severity },
		.outcome = outcome,
		.note = note,
	};
}

/* The report meets the schema and survives the channel. */
static json_t *built(const struct bench *b)
{
	json_t *report = report_build(&b->input), *again;
	char *line = json_dumps(report, JSON_COMPACT);
	FILE *check = popen("tests/report/schema-check -", "w");

	EXPECT(line && !strchr(line, '\n'));
	EXPECT(check && fputs(line, check) >= 0);
	EXPECT_INT(pclose(check), 0);
	again = json_loads(line, 0, NULL);
	EXPECT(again && json_equal(report, again));
	json_decref(again);
	free(line);
	return report;
}

static const json_t *at(const json_t *report, const char *name, size_t i)
{
	return json_array_get(json_object_get(report, name), i);
}

/* Status and verdict of the plan as it is. */
static void comes_to(struct bench *b, int status, const char *verdict)
{
	json_t *report = built(b);

	EXPECT_INT(json_integer_value(json_object_get(report, "status")), status);
	EXPECT_INT(report_status(report), status);
	EXPECT_STR(report_text_of(report, "verdict"), verdict);
	json_decref(report);
}

static void judges_checks(void)
{
	struct bench b;

	setup(&b);
	b.input.command = "check";
	b.input.verified = false;
	b.plan.overlay = NULL;
	comes_to(&b, 0, "Nothing wrong: 2 rules passed.");
	b.check[0].verdict = COULD_NOT_LOOK;
	b.check[0].reason = "needs the disks";
	comes_to(&b, 3,
		 "Nothing found by the rules that could look: 1 rule passed, "
		 "1 could not look.");
	add(&b, &log_x, "/x", OPEN, NULL);
	comes_to(&b, 3,
		 "1 finding: 1 note; a repair is known for 1; 1 rule passed, 1 could not "
		 "look.");
	b.check[0].verdict = FINDING;
	comes_to(&b, 0, "1 finding: 1 note; a repair is known for 1; 1 rule passed.");
	add(&b, &boot, "/x", REPORT_ONLY, NULL);
	b.check[0].verdict = COULD_NOT_LOOK;
	b.check[1].verdict = FINDING;
	comes_to(&b, 1,
		 "2 findings: 1 unbootable, 1 note; a repair is known for 1; 0 rules "
		 "passed, "
		 "1 could not look.");
	teardown(&b);
}

static void judges_repairs(void)
{
	struct bench b;

	setup(&b);
	add(&b, &boot, "/x", REPAIRED, "wrote it");
	add(&b, &boot, "/y", REPAIRED, "");
	EXPECT_INT(overlay_write(b.plan.overlay, "/x", bytes_of("new\n"), 0644), 0);
	comes_to(&b, 0, "All 2 findings repaired; 1 file changed (4 bytes), verified.");
	b.input.verified = false;
	comes_to(&b, 4,
		 "All 2 findings repaired; 1 file changed (4 bytes), NOT VERIFIED.");
	b.input.dry_run = true;
	comes_to(&b, 0,
		 "All 2 findings would be repaired; 1 file would be changed (4 bytes).");
	add(&b, &boot, "/z", REFUSED, "no room");
	comes_to(&b, 1,
		 "2 of 3 findings would be repaired, left 1 unbootable (1 refused); "
		 "1 file would be changed (4 bytes).");
	b.plan.bug = "the repair did not take: boot-x in /x (x)";
	comes_to(&b, 4,
		 "Plan rejected, a bug in drydock: the repair did not take: boot-x in /x "
		 "(x).");
	teardown(&b);
}

static void tells_the_facts(void)
{
	struct disk disk = { .name = "disk0" };
	struct volume root = { .disk = &disk, .part = 1, .type = "ext4" };
	struct block_edit block = { .disk = &disk,
				    .offset = 512,
				    .what = "GRUB core image" };
	struct bench b;
	const json_t *change;
	json_t *report;

	setup(&b);
	add(&b, &log_x, "/a\xff\n", OPEN, NULL);
	add(&b, &boot, "/b", REPAIRED, "wrote it");
	b.input.root = &root;
	b.input.release = &(struct release){
		.id = "debian", .version = "12.5", .arch = "x86_64", .path = "/etc/x"
	};
	b.input.lastboot = &(struct lastboot){ .path = "/var/log/syslog",
					       .line[0] = { 0, "", "it failed" },
					       .count = 1 };
	strs_add(&b.input.kernels, "6.1.0-18-amd64");
	block.after = bytes_of("0123456789");
	b.plan.block = &block;
	b.plan.block_count = 1;
	EXPECT_INT(overlay_write(b.plan.overlay, "/b", bytes_of("psk=x\n\xff\n"), 0644),
		   0);
	report = built(&b);
	EXPECT_STR(report_text_of(at(report, "findings", 0), "rule"), "boot-x");
	EXPECT_STR(report_text_of(at(report, "findings", 1), "path"), "/a\\xff\n");
	EXPECT_STR(report_text_of(at(json_object_get(report, "last_boot"), "lines", 0),
				  "text"),
		   "it failed");
	change = at(report, "changes", 0);
	EXPECT_STR(report_text_of(change, "kind"), "create");
	EXPECT_STR(report_text_of(change, "diff"),
		   "--- /dev/null\n+++ b/b\n@@ -0,0 +1,2 @@\n+psk=********\n+\\xff\n");
	EXPECT(json_is_true(json_object_get(change, "masked")));
	EXPECT_INT(json_integer_value(json_object_get(at(report, "blocks", 0), "length")),
		   10);
	json_decref(report);
	teardown(&b);
}

static void is_bounded(void)
{
	enum { MANY = 6000, LONG = 5000 };
	struct bench b;
	json_t *report;
	struct buf path;

	setup(&b);
	path = (struct buf){ .pool = b.pool };
	buf_fill(&path, 0xfe, LONG);
	buf_add(&path, (struct bytes){ (const unsigned char *)"", 1 });
	b.plan.item = pool_alloc(b.pool, MANY * sizeof(*b.plan.item));
	for (size_t i = 0; i < MANY; i++)
		b.plan.item[i].finding = (struct finding){
			&boot, (const char *)path.data, 1, "x", "is wrong", boot.severity
		};
	b.plan.item_count = MANY;
	report = report_build(&b.input);
	EXPECT_INT(json_array_size(json_object_get(report, "findings")), 5000);
	EXPECT_INT(json_integer_value(json_object_get(report, "findings_omitted")), 1000);
	EXPECT(strlen(report_text_of(at(report, "findings", 0), "path")) < LONG);
	EXPECT_INT(report_status(report), 1);
	json_decref(report);
	teardown(&b);
}

static void says_sizes(void)
{
	struct pool *pool = pool_new();

	EXPECT_STR(report_size(pool, 0), "0 bytes");
	EXPECT_STR(report_size(pool, 1), "1 byte");
	EXPECT_STR(report_size(pool, 999), "999 bytes");
	EXPECT_STR(report_size(pool, 1000), "1.0 kB");
	EXPECT_STR(report_size(pool, 372406), "372 kB");
	EXPECT_STR(report_size(pool, 999900), "1.0 MB");
	EXPECT_STR(report_size(pool, UINT64_MAX), "18 EB");
	pool_free(pool);
}

static void schema_refuses_what_is_no_report(void)
{
	EXPECT(system("echo '{\"status\":0}' | tests/report/schema-check - >/dev/null") !=
	       0);
	EXPECT_INT(system("tests/report/schema-check tests/report/sample.json"), 0);
}

const struct test tests[] = {
	{ "judges checks", judges_checks },
	{ "judges repairs", judges_repairs },
	{ "tells the facts", tells_the_facts },
	{ "is bounded", is_bounded },
	{ "says sizes", says_sizes },
	{ "schema refuses what is no report", schema_refuses_what_is_no_report },
	{ 0 },
};
