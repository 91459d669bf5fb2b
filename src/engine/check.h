/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Running rules over a guest and keeping what they say.
 *
 * The one law: a rule that could not look never passes.
 */
#pragma once

#include "engine/rule.h"

enum verdict { PASS, FINDING, NOT_APPLICABLE, COULD_NOT_LOOK };

/* What one rule says of one guest. */
struct check {
	struct pool *pool;
	const struct rule *rule;
	enum verdict verdict;
	const char *reason; /* of COULD_NOT_LOOK */
	struct finding *finding;
	size_t count, room;
};

/* Which rules run: all where ONLY is empty, without those in SKIP. */
struct selection {
	struct strs only, skip;
};

/* NULL, or the first name in the selection that is no rule. */
const char *selection_unknown(const struct selection *selection);

/* The selected rules by stage, then id; ends with NULL. */
const struct rule **rules_selected(struct pool *pool, const struct selection *selection);

/* Run RULE on GUEST. */
struct check *check_run(struct guest *guest, const struct rule *rule);

/* Whether two findings are the same: rule, path and subject. */
bool finding_same(const struct finding *a, const struct finding *b);

const struct rule *rule_find(const char *id);
const char *severity_name(enum severity severity);
const char *stage_name(enum stage stage);
