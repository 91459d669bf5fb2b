/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the reader wants to know first: does it boot, is it reached, is it taken. */
#include <string.h>

#include "base/strs.h"
#include "report/html-internal.h"
#include "report/report.h"

enum { RULES_NAMED = 4, QUESTIONS = 3 };

static const struct question {
	const char *severity; /* of what stands in the way */
	const char *text;
} questions[QUESTIONS] = {
	{ "unbootable", "Does it boot?" },
	{ "unreachable", "Can you reach it?" },
	{ "rejected", "Will the import take it?" },
};

static const struct look {
	const char *class, *mark, *word;
} yes = { "ok", "\xe2\x9c\x93", "Yes" }, no = { "bad", "\xe2\x9c\x95", "No" },
  unknown = { "warn", "?", "Not known" };

struct answer {
	const struct look *look;
	const char *because;
};

static const char *rules_named(struct pool *pool, const struct strs *rules)
{
	struct strs first = *rules;

	if (first.count > RULES_NAMED)
		first.count = RULES_NAMED;
	return pool_printf(pool, "%s%s", strs_join(&first, ", "),
			   rules->count > first.count ? " and others" : "");
}

/* The rules with findings of SEVERITY that are left; and how many were repaired. */
static struct strs rules_left(struct pool *pool, const json_t *report,
			      const char *severity, size_t *repaired)
{
	const json_t *findings = json_object_get(report, "findings");
	struct strs rules = { .pool = pool };

	*repaired = 0;
	for (size_t i = 0; i < json_array_size(findings); i++) {
		const json_t *finding = json_array_get(findings, i);
		const char *rule = report_text_of(finding, "rule");

		if (!report_is(finding, "severity", severity))
			continue;
		if (report_is(finding, "outcome", "repaired"))
			++*repaired;
		else if (rules.count == 0 ||
			 strcmp(rules.item[rules.count - 1], rule) != 0)
			strs_add(&rules, rule);
	}
	return rules;
}

static struct strs rules_blind(struct pool *pool, const json_t *report,
			       const char *severity)
{
	const json_t *run = json_object_get(report, "rules_run");
	struct strs rules = { .pool = pool };

	for (size_t i = 0; i < json_array_size(run); i++) {
		const json_t *rule = json_array_get(run, i);

		if (report_is(rule, "verdict", "could-not-look") &&
		    report_is(rule, "severity", severity))
			strs_add(&rules, report_text_of(rule, "id"));
	}
	return rules;
}

/* A list that was cut, or a plan that is a bug, answers nothing. */
static bool is_whole(const json_t *report)
{
	return json_integer_value(json_object_get(report, "findings_omitted")) == 0 &&
	       !json_is_string(json_object_get(report, "bug"));
}

static struct answer answer_of(struct pool *pool, const json_t *report,
			       const char *severity)
{
	size_t repaired;
	struct strs left = rules_left(pool, report, severity, &repaired);
	struct strs blind = rules_blind(pool, report, severity);

	if (left.count)
		return (struct answer){ &no, rules_named(pool, &left) };
	if (!is_whole(report))
		return (struct answer){ &unknown, "the findings are not all here" };
	if (blind.count)
		return (struct answer){ &unknown,
					pool_printf(pool, "could not look: %s",
						    rules_named(pool, &blind)) };
	if (repaired && json_is_true(json_object_get(report, "dry_run")))
		return (struct answer){ &yes, "once repaired as planned" };
	return (struct answer){ &yes, repaired ? "what stood in the way is repaired"
					       : "nothing stands in the way" };
}

/* A start that was seen says more than all rules. */
static struct answer proven(struct pool *pool, const json_t *report, const char *severity,
			    struct answer answer)
{
	const json_t *proof = json_object_get(report, "proof");
	bool boots = report_is(proof, "verdict", "boots");

	if (!json_is_object(proof))
		return answer;
	if (strcmp(severity, "unbootable") == 0) {
		if (boots || report_is(proof, "verdict", "no-network"))
			return (struct answer){ &yes, "it was started, and came up" };
		return (struct answer){ &no,
					pool_printf(pool, "it was started: %s",
						    report_text_of(proof, "summary")) };
	}
	if (strcmp(severity, "unreachable") == 0 &&
	    report_is(proof, "verdict", "no-network"))
		return (struct answer){ &no, "it was started, and took no address" };
	return answer;
}

static struct answer answer_to(struct pool *pool, const json_t *report, size_t i)
{
	const char *severity = questions[i].severity;

	return proven(pool, report, severity, answer_of(pool, report, severity));
}

bool html_all_yes(struct pool *pool, const json_t *report)
{
	for (size_t i = 0; i < QUESTIONS; i++)
		if (answer_to(pool, report, i).look != &yes)
			return false;
	return true;
}

void html_answers(struct html *html, const json_t *report)
{
	html_raw(html, "<div class=\"answers\">\n");
	for (size_t i = 0; i < QUESTIONS; i++) {
		struct answer answer = answer_to(html->pool, report, i);

		(void)fprintf(html->file,
			      "<div class=\"card answer %s\"><span class=\"mark\">%s"
			      "</span><div>",
			      answer.look->class, answer.look->mark);
		html_element(html, "b", NULL, questions[i].text);
		html_raw(html, "<span>");
		html_text(html, answer.look->word);
		html_raw(html, ": </span>");
		html_element(html, "span", "soft", answer.because);
		html_raw(html, "</div></div>\n");
	}
	html_raw(html, "</div>\n");
}
