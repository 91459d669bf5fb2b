/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What the rules on root= of a boot loader share.
 *
 * Its one law: only the value is replaced, wherever the file says it.
 */
#pragma once

#include "engine/rule.h"

/* The finding's subject, a value of root=, becomes a lasting one in its file; or refuse.
 */
void root_rule_plan(struct plan *plan, struct guest *guest,
		    const struct finding *finding);
