/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What the parts of lvm.h share: what is looked at in each place.
 *
 * The one law: only physical volumes right on a disk are judged; others keep their names.
 */
#pragma once

#include "guest/copies.h"
#include "guest/lvm.h"

void lvm_add(struct guest *guest, struct lvm_problems *problems,
	     const struct lvm_problem *problem);

/* What is wrong in PLACE. */
void lvm_look_at_devices(struct guest *guest, const struct copy_place *place,
			 struct lvm_problems *problems);
void lvm_look_at_filters(struct guest *guest, const struct copy_place *place,
			 struct lvm_problems *problems);

/* Whether VOLUME is a physical volume right on a disk. */
bool lvm_is_pv(const struct volume *volume);

#define LVM_CONF       "/etc/lvm/lvm.conf"
#define LVM_LOCAL_CONF "/etc/lvm/lvmlocal.conf"
