/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What the rules on device names in fstab share.
 *
 * Its one law: only the first field of a line changes.
 */
#pragma once

#include "engine/rule.h"

/* The lines that are the finding's subject, a mount_name(), get a lasting name; or
 * refuse. */
void fstab_rule_plan(struct plan *plan, struct guest *guest,
		     const struct finding *finding);
