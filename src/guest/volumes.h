/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Volumes as rules speak of them, and how they are looked up.
 *
 * The one law: a finding of a volume is known again by the name --root takes.
 */
#pragma once

#include "disk/fstools.h"
#include "guest/find.h"

/* "/boot (ext4)"; "ext4" of one that is not mounted. */
const char *volume_use(struct pool *pool, const struct volume *volume);

/* The volume with that volume_name(), or NULL. */
const struct volume *volume_named(const struct guest *guest, const char *name);

/* The volume in the partition PART of DISK, or NULL. */
const struct volume *volume_at(const struct guest *guest, const struct disk *disk,
			       unsigned part);

/* The first volume with UUID, in capitals or small letters, or NULL. */
const struct volume *volume_with_uuid(const struct guest *guest, const char *uuid);
