/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What the rules about drivers in an initramfs share; each is a family of drivers, and
 * the profile says which the new machine needs and which are only good to have.
 *
 * Its one law: only what is missing is added, behind the image: what its generator made
 * stays byte for byte.  The generator's configuration gets it too, or the next kernel
 * update would undo the repair.
 */
#pragma once

#include "engine/rule.h"

/*
 * The images of boot entries that are not the default are a lesser finding, and so is
 * what would only spoil the next image.
 */
void drivers_detect(struct check *check, struct guest *guest, enum driver_family family);

void drivers_plan(struct plan *plan, struct guest *guest, const struct finding *finding,
		  enum driver_family family);
