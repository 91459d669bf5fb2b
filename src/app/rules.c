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

static int explain_main(struct pool *pool, int argc, char **argv)
{
	const struct rule *rule;

	(void)pool;
	if (argc != 2)
		return command_fail(STATUS_USAGE, "usage: drydock explain RULE");
	rule = rule_find(argv[1]);
	if (!rule)
		return command_fail(STATUS_USAGE,
				    "unknown rule \"%s\"; see drydock rules", argv[1]);
	printf("%s (%s)\n\n  What is wrong:  %s\n  If it stays:    %s\n  Repair:         "
	       "%s\n"
	       "  See:            %s\n",
	       rule->id, severity_name(rule->severity), rule->title, rule->why,
	       rule->plan ? "drydock fix repairs it" : "a person must act", rule->see);
	return STATUS_FINE;
}

const struct command command_explain = {
	.name = "explain",
	.usage = "RULE",
	.help = "why the rule is there, and where that is written",
	.run = explain_main,
};
