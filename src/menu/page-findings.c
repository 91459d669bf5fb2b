/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What is wrong, the worst first, each with its explanation and its repair. */
#include <string.h>

#include "menu/menu.h"
#include "menu/plain.h"
#include "report/report.h"

enum { FIELD = 13 }; /* columns of a name beside a text */

static const char *where(struct pool *pool, const json_t *finding)
{
	json_int_t line = json_integer_value(json_object_get(finding, "line"));
	const char *path = plain_line(pool, report_text_of(finding, "path"));

	return line > 0 ? pool_printf(pool, "%s:%lld", path, (long long)line) : path;
}

static bool is_repaired(const json_t *finding)
{
	return report_is(finding, "outcome", "repaired");
}

/* "repair: now UUID=..", "no repair: ..." */
static const char *outcome(struct pool *pool, const json_t *finding)
{
	const char *word = is_repaired(finding) ? "would be repaired"
			   : report_is(finding, "outcome", "refused")
				   ? "refused"
				   : "drydock does not repair this";
	const char *note = report_text_of(finding, "note");

	return *note ? pool_printf(pool, "%s: %s", word, note) : word;
}

static const json_t *rule_of(const json_t *report, const char *id)
{
	size_t i;
	json_t *rule;

	for (i = 0;
	     (rule = json_array_get(json_object_get(report, "rules_run"), i)) != NULL;
	     i++)
		if (report_is(rule, "id", id))
			return rule;
	return NULL;
}

/* What the repair of this rule alone changes; "" where that cannot be said. */
static const char *changes_of(struct menu *menu, const char *rule)
{
	struct strs extra = { .pool = menu->pool };
	struct work_result result;
	const char *text = "";

	strs_add(&extra, "--json");
	strs_add(&extra, "--dry-run");
	strs_addf(&extra, "--for=%s", menu->profile);
	strs_addf(&extra, "--only=%s", rule);
	result = menu_command(menu, "fix", &extra, "Changes",
			      "The repair of this finding is rehearsed in memory.");
	if (result.report)
		text = menu_changes(menu, result.report);
	json_decref(result.report);
	return text;
}

static void add_field(struct buf *text, const char *name, const char *value)
{
	if (*value)
		buf_adds(text,
			 plain_field(text->pool, name, value, FIELD, MENU_COLUMNS + 12));
}

void page_finding(struct menu *menu, const json_t *finding)
{
	const char *id = report_text_of(finding, "rule");
	const json_t *rule = rule_of(menu->report, id);
	struct buf text = { .pool = menu->pool };

	add_field(&text, "Finding", report_text_of(finding, "title"));
	add_field(&text, "Severity", report_text_of(finding, "severity"));
	add_field(&text, "Where", where(menu->pool, finding));
	add_field(&text, "Found", report_text_of(finding, "text"));
	add_field(&text, "Repair", outcome(menu->pool, finding));
	add_field(&text, "If it stays", report_text_of(rule, "why"));
	add_field(&text, "See", report_text_of(rule, "see"));
	if (is_repaired(finding)) {
		const char *changes = changes_of(menu, id);

		if (*changes)
			buf_addf(&text, "\nThe repair of %s changes:\n\n%s", id, changes);
	}
	menu->ui->show(menu->ui->arg, plain_line(menu->pool, id),
		       bytes_str(menu->pool, buf_bytes(&text)));
}

static size_t longest(const json_t *findings, const char *member)
{
	size_t i, most = 0;
	json_t *finding;

	for (i = 0; (finding = json_array_get(findings, i)) != NULL; i++)
		if (strlen(report_text_of(finding, member)) > most)
			most = strlen(report_text_of(finding, member));
	return most;
}

static void add_finding(struct menu *menu, struct menu_list *list, const json_t *finding,
			size_t severity, size_t rule)
{
	size_t taken = severity + rule + 4;
	const char *place = taken + 8 < MENU_COLUMNS
				    ? plain_tail(menu->pool, where(menu->pool, finding),
						 MENU_COLUMNS - taken)
				    : "";
	const char *text = pool_printf(
		menu->pool, "%-*s  %-*s  %s", (int)severity,
		report_text_of(finding, "severity"), (int)rule,
		plain_line(menu->pool, report_text_of(finding, "rule")), place);

	menu_add(list, pool_printf(menu->pool, "%zu", list->list.count + 1),
		 plain_cut(menu->pool, text, MENU_COLUMNS),
		 plain_cut(menu->pool, report_text_of(finding, "text"), 78));
}

static struct menu_list list_of(struct menu *menu)
{
	const json_t *findings = json_object_get(menu->report, "findings");
	size_t severity = longest(findings, "severity"), rule = longest(findings, "rule");
	struct menu_list list = { .pool = menu->pool };
	size_t i;
	json_t *finding;

	for (i = 0; (finding = json_array_get(findings, i)) != NULL; i++)
		add_finding(menu, &list, finding, severity, rule);
	menu_add(&list, "D", "All changes that the repairs would make", NULL);
	menu_add(&list, "A", "The whole report",
		 "also what could not be looked at, disks and network cards");
	menu_add(&list, "W", "Save the report",
		 "on another disk or a USB stick of this machine");
	menu_add(&list, "V", "Prove that it boots", "as it is now, in a virtual machine");
	menu_add(&list, "E", "Export the disk as an image",
		 "as it is now, to another disk or a USB stick");
	menu_add(&list, "U", "Undo an earlier repair of this disk", NULL);
	if (menu->why_not)
		menu_add(&list, "F", "Finish a repair that was interrupted", NULL);
	list.list.title = "Findings";
	list.list.text = pool_printf(
		menu->pool, "%s on %s, for %s\n%s",
		plain_line(
			menu->pool,
			report_text_of(json_object_get(menu->report, "system"), "name")),
		menu_disk_names(menu), menu->profile,
		plain_line(menu->pool, report_text_of(menu->report, "verdict")));
	list.list.ok = "Explain";
	list.list.extra = menu->why_not ? NULL : "Repair";
	list.list.back = "Back";
	return list;
}

static void open_item(struct menu *menu, const struct menu_list *list)
{
	const json_t *findings = json_object_get(menu->report, "findings");

	if (list->list.at < json_array_size(findings)) {
		page_finding(menu, json_array_get(findings, list->list.at));
		return;
	}
	switch (*list->list.item[list->list.at].tag) {
	case 'D':
		menu->ui->show(menu->ui->arg, "All changes",
			       menu_changes(menu, menu->report));
		break;
	case 'A':
		menu->ui->show(menu->ui->arg, "Report",
			       menu_report_text(menu, menu->report));
		break;
	case 'W':
		page_save(menu, menu->report);
		break;
	case 'V':
		page_prove(menu);
		break;
	case 'E':
		page_export(menu);
		break;
	case 'F':
		page_undo(menu, "finish");
		break;
	default:
		page_undo(menu, "undo");
		break;
	}
}

enum page page_findings(struct menu *menu)
{
	struct menu_list list = list_of(menu);

	for (;;) {
		switch (menu->ui->choose(menu->ui->arg, &list.list)) {
		case UI_OK:
			open_item(menu, &list);
			break;
		case UI_EXTRA:
			return PAGE_CHOOSE;
		default:
			return PAGE_SYSTEMS;
		}
	}
}
