/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The kernel modules behind each family of drivers.
 *
 * The one law: a name says which module a kernel of any age would need: "a|b" the first
 * of these that the kernel has, "?a" none where it has no such module.
 */
#pragma once

#include "base/strs.h"
#include "guest/profile.h"

/* "virtio", "scsi-virtio", …: as profiles call it. */
const char *family_name(enum driver_family family);

/* What must be in the initramfs for the root to be found. */
struct strs family_modules(struct pool *pool, enum driver_family family);

/* The same and what is put in beside it: the network card's driver. */
struct strs family_all_modules(struct pool *pool, enum driver_family family);
