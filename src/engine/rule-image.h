/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What the rules on programs in an initramfs share: the image of the default entry is
 * judged as unbootable, every other one as degraded.
 *
 * Its one law: an image that cannot be read is never one that lacks something.
 */
#pragma once

#include "engine/rule.h"

/*
 * The images without any of PROGRAMS, COUNT paths in it; each becomes a finding with
 * SUBJECT and TEXT.
 */
void image_rule_needs_one(struct check *check, struct guest *guest,
			  const char *const *programs, size_t count, const char *subject,
			  const char *text);
