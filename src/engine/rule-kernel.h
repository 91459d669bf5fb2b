/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What the rules on a kernel's own drivers share: the kernel that starts by default is
 * judged by the rule's severity, every other one by a note.
 *
 * The one law: a kernel lacks a driver only where its files prove it.
 */
#pragma once

#include "engine/rule.h"

/* The kernels without one of WANTED, names of drivers; "a|b" is either. */
void kernel_rule_detect(struct check *check, struct guest *guest,
			const struct strs *wanted);

/* Start another installed kernel, which lacks nothing the profile asks for; or refuse. */
void kernel_rule_plan(struct plan *plan, struct guest *guest,
		      const struct finding *finding);
