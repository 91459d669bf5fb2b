/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Which repairs are to be made: those of a rule are one. */
#include "menu/menu.h"
#include "menu/plain.h"
#include "report/report.h"

static size_t count_of(const json_t *findings, const char *rule)
{
	size_t i, count = 0;
	json_t *finding;

	for (i = 0; (finding = json_array_get(findings, i)) != NULL; i++)
		count += report_is(finding, "rule", rule) &&
			 report_is(finding, "outcome", "repaired");
	return count;
}

/* The rules with a repair, the worst first. */
static struct strs rules_of(struct menu *menu, const json_t *findings)
{
	struct strs rules = { .pool = menu->pool };
	size_t i;
	json_t *finding;

	for (i = 0; (finding = json_array_get(findings, i)) != NULL; i++) {
		const char *rule = report_text_of(finding, "rule");

		if (!strs_has(&rules, rule) && count_of(findings, rule))
			strs_add(&rules, rule);
	}
	return rules;
}

static const json_t *first_of(const json_t *findings, const char *rule)
{
	size_t i;
	json_t *finding;

	for (i = 0; (finding = json_array_get(findings, i)) != NULL; i++)
		if (report_is(finding, "rule", rule))
			return finding;
	return NULL;
}

static void add_rule(struct menu *menu, struct menu_list *list, const json_t *findings,
		     const char *rule)
{
	const json_t *first = first_of(findings, rule);
	size_t count = count_of(findings, rule);
	const char *text = pool_printf(
		menu->pool, "%-11s  %zu %-8s  %s", report_text_of(first, "severity"),
		count, count == 1 ? "finding" : "findings", plain_line(menu->pool, rule));

	menu_add(list, pool_printf(menu->pool, "%zu", list->list.count + 1),
		 plain_cut(menu->pool, text, MENU_COLUMNS - 4),
		 plain_cut(menu->pool, report_text_of(first, "title"), 78));
	list->list.item[list->list.count - 1].on =
		menu->only.count == 0 || strs_has(&menu->only, rule);
}

/* What these repairs alone come to; false where that cannot be said, or was stopped. */
static bool rehearse(struct menu *menu)
{
	struct strs extra = { .pool = menu->pool };
	struct work_result result;

	json_decref(menu->choice);
	menu->choice = NULL;
	if (menu->only.count == 0) {
		menu->choice = json_incref(menu->report);
		return true;
	}
	strs_add(&extra, "--json");
	strs_add(&extra, "--dry-run");
	strs_addf(&extra, "--for=%s", menu->profile);
	strs_addf(&extra, "--only=%s", strs_join(&menu->only, ","));
	result = menu_command(menu, "fix", &extra, "Rehearsing",
			      "Your choice is rehearsed in memory.");
	menu->choice = result.report;
	if (!result.report && !result.cancelled)
		menu_tell(menu, "The choice cannot be rehearsed", result.said);
	return result.report != NULL;
}

enum page page_choose(struct menu *menu)
{
	const json_t *findings = json_object_get(menu->report, "findings");
	struct strs rules = rules_of(menu, findings);
	struct menu_list list = {
		.pool = menu->pool,
		.list = { .title = "Which repairs are to be made?",
			  .text = "They are rehearsed first; the next page asks once "
				  "more.",
			  .ok = "Go on",
			  .back = "Back" },
	};
	size_t taken = 0;

	if (rules.count == 0) {
		menu_tell(menu, "Nothing to repair",
			  "There is no finding that drydock can repair.");
		return PAGE_FINDINGS;
	}
	for (size_t i = 0; i < rules.count; i++)
		add_rule(menu, &list, findings, rules.item[i]);
	if (menu->ui->mark(menu->ui->arg, &list.list) != UI_OK)
		return PAGE_FINDINGS;
	menu->only = (struct strs){ .pool = menu->pool };
	for (size_t i = 0; i < rules.count; i++)
		if (list.list.item[i].on)
			strs_add(&menu->only, rules.item[i]);
	taken = menu->only.count;
	if (taken == rules.count)
		menu->only.count = 0;
	if (taken == 0) {
		menu_tell(menu, "Nothing is chosen", "Take one repair at least.");
		return PAGE_CHOOSE;
	}
	return rehearse(menu) ? PAGE_CONFIRM : PAGE_CHOOSE;
}
