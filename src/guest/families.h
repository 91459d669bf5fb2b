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

/* What an initramfs should have of the family, whatever the root hangs on. */
struct strs family_modules(struct pool *pool, enum driver_family family);

/*
 * What it must have for the root of PROFILE to be found: those drivers of the family that
 * the kernel itself must have there, "a|b" being one of them; all of the family where the
 * profile names none.
 */
struct strs family_root_modules(struct pool *pool, const struct profile *profile,
				enum driver_family family);

/* What a driver does not find a disk without: "sd_mod" of SCSI hosts; or NULL. */
const char *family_companion(const char *module);

/* The same and what is put in beside it: the network card's driver. */
struct strs family_all_modules(struct pool *pool, enum driver_family family);

/* All modules of all families the profile requires or advises. */
struct strs family_profile_modules(struct pool *pool, const struct profile *profile);
