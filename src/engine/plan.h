/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The plan of a run: rules repair in the overlay, one finding at a time, until nothing
 * changes any more; the last round is the rehearsal.
 *
 * Its one law: a finding is "repaired" only when its own rule, run again on the planned
 * result, no longer reports it.
 */
#pragma once

#include "engine/check.h"

enum outcome { OPEN, REPAIRED, REFUSED, REPORT_ONLY };

/* One finding and what became of it. */
struct item {
	struct finding finding;
	enum outcome outcome;
	const char *note; /* REPAIRED: what was done; REFUSED: why not */
};

struct plan {
	struct guest *guest; /* its tree is the overlay */
	struct tree *overlay;
	const struct rule **rules;
	struct item *item;
	size_t item_count, item_room;
	struct check **final; /* of each rule, in the order of rules: the rehearsal */
	const char *bug;      /* two rules undo each other, or a repair did not take */

	/* What the rule being asked says; only plan_*() functions write these. */
	struct block_edit *block;
	size_t block_count, block_room;
	struct mended *mended;
	size_t mended_count, mended_room;
	struct buf note;
	const char *refusal;
};

/* Run every selected rule once; every finding is an open item. */
struct plan *plan_check(struct guest *guest, const struct selection *selection);

/*
 * Plan repairs for all findings.  GUEST's tree becomes the overlay.  plan->bug is set
 * where the result must not be used.
 */
struct plan *plan_repairs(struct guest *guest, const struct selection *selection);

/* The file edits, sorted by path. */
const struct edit **plan_edits(const struct plan *plan, size_t *count);

/*
 * Compare the rehearsal with the checks of the same rules on the written result.  NULL,
 * or one line on the first difference.
 */
const char *plan_differs(const struct plan *plan, struct check *const *result);

/* Run the plan's rules once more on GUEST, for plan_differs(). */
struct check **plan_look_again(const struct plan *plan, struct guest *guest);
