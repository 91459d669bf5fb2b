/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The disks a guest lies on, and their partition tables.
 *
 * The one law: a disk that holds nothing the guest mounts is not the guest's.
 */
#pragma once

#include "guest/guest.h"

/* The disks under what is mounted, that of the root first, in the guest's pool. */
const struct disk **guest_disks(struct guest *guest, size_t *count);

/* Whether the guest itself mounts VOLUME, and not only what looks at it here. */
bool guest_mounts(const struct volume *volume);

/* "partition 2 of disk0", "vg0/root" */
char *guest_volume_where(struct pool *pool, const struct volume *volume);

/* Whether VOLUME is LOWER or is made of it, through all that is stacked. */
bool guest_lies_on(const struct guest *guest, const struct volume *volume,
		   const struct volume *lower);

/* Whether VOLUME lies on one of them. */
bool guest_disks_hold(struct guest *guest, const struct volume *volume);

/* The table of DISK with planned block edits.  Returns 0 or -errno. */
int guest_table(struct guest *guest, const struct disk *disk, struct table **table);

/* table_mend() of it. */
int guest_table_mend(struct guest *guest, const struct disk *disk,
		     struct table_patch **patch, size_t *count, const char **why);

/* "MBR", "GPT", "no partition table" */
const char *guest_table_name(enum table_kind kind);
