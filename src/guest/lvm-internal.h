/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What the parts of lvm.h share: configuration files, of the system or of an image.
 *
 * The one law: a place is one of both, and its files are those LVM reads there.
 */
#pragma once

#include "guest/initrd.h"
#include "guest/lvm.h"

struct lvm_place {
	const char *path; /* of the image; NULL: the system itself */
	const struct initramfs *archive;
};

/* The content of FILE there; false where it is not. */
bool lvm_read(struct guest *guest, const struct lvm_place *place, const char *file,
	      struct bytes *text);

void lvm_add(struct guest *guest, struct lvm_problems *problems,
	     const struct lvm_problem *problem);

/* What is wrong in PLACE. */
void lvm_look_at_devices(struct guest *guest, const struct lvm_place *place,
			 struct lvm_problems *problems);
void lvm_look_at_filters(struct guest *guest, const struct lvm_place *place,
			 struct lvm_problems *problems);

/* Names the disk of VOLUME, a partition, may have on the new machine, with its number. */
struct strs lvm_new_names(struct guest *guest, const struct volume *volume);

/* Whether VOLUME is a physical volume right on a disk. */
bool lvm_is_pv(const struct volume *volume);

#define LVM_CONF       "/etc/lvm/lvm.conf"
#define LVM_LOCAL_CONF "/etc/lvm/lvmlocal.conf"
