/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The chain of guest/trace.h with what the rules found: which link breaks, and the rule
 * that repairs it.
 *
 * The one law: what is wrong with a link is said by the rules.  A finding is put where it
 * belongs by its file, line and subject, and by its rule's stage where no link has them;
 * where a rule could not look, its stage does not hold.
 */
#pragma once

#include "engine/plan.h"
#include "guest/trace.h"

/*
 * Put the COUNT findings and what could not be looked at (CHECKS of RULES, ended by NULL)
 * into TRACE, and walk it: states, the first broken link, and what comes after it.
 */
void trace_judge(struct trace *trace, const struct finding *const *finding, size_t count,
		 const struct rule *const *rules, struct check *const *checks);

/* The same with all findings of PLAN, repaired or not: the chain as it was. */
void trace_judge_plan(struct trace *trace, const struct plan *plan);

/* The same with what is left after PLAN's repairs. */
void trace_judge_result(struct trace *trace, const struct plan *plan);
