/* SPDX-License-Identifier: GPL-2.0-or-later */
/* "drydock rules" and "drydock explain RULE": what the program looks for. */
#include "app/command.h"

#include <stdio.h>

#include "engine/check.h"

static int rules_main(struct pool *pool, int argc, char **argv)
{
	struct selection all = { .only = { .pool = pool } };
	const struct rule **rules = rules_selected(pool, &all);

	(void)argv;
	if (argc > 1)
		return command_fail(STATUS_USAGE, "rules takes no arguments");
	for (size_t i = 0; rules[i]; i++)
		printf("%-22s %-11s %-10s %s%s\n", rules[i]->id,
		       severity_name(rules[i]->severity), stage_name(rules[i]->stage),
		       rules[i]->title, rules[i]->plan ? "" : " (report only)");
	return STATUS_FINE;
}

const struct command command_rules = {
	.name = "rules",
	.usage = "",
	.help = "list the rules: id, what is lost, stage, what is wrong",
	.run = rules_main,
};

int command_unknown_rule(struct pool *pool, const char *name)
{
	const struct rule **rules =
		rules_selected(pool, &(struct selection){ .only = { .pool = pool } });
	struct strs known = { .pool = pool };

	for (size_t i = 0; rules[i]; i++)
		strs_add(&known, rules[i]->id);
	return command_unknown("rule", name, &known, "rules");
}

static void explain(const char *what, const char *text)
{
	command_flow(stdout, (size_t)printf("  %-15s", what), 18, text);
}

static int explain_main(struct pool *pool, int argc, char **argv)
{
	const struct rule *rule;

	if (argc != 2)
		return command_fail(STATUS_USAGE, "usage: drydock explain RULE");
	rule = rule_find(argv[1]);
	if (!rule)
		return command_unknown_rule(pool, argv[1]);
	printf("%s (%s)\n\n", rule->id, severity_name(rule->severity));
	explain("What is wrong:", rule->title);
	explain("If it stays:", rule->why);
	explain("Repair:", rule->plan ? "drydock fix repairs it" : "a person must act");
	explain("See:", rule->see);
	return STATUS_FINE;
}

const struct command command_explain = {
	.name = "explain",
	.usage = "RULE",
	.help = "why the rule is there, and where that is written",
	.run = explain_main,
};
