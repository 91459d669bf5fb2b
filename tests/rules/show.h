/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What a case's expect file holds: checks, plan, the change of every file, and what is
 * left, as text.
 */
#pragma once

#include "engine/plan.h"

/* CHECKED is before any plan; PLAN after planning on the same guest. */
struct bytes show_case(struct pool *pool, const struct plan *checked,
		       const struct plan *plan);
