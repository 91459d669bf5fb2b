/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What the halves of find.h share.
 *
 * The one law: a btrfs is mounted with all its devices, or not at all.
 */
#pragma once

#include "format/fstab.h"
#include "guest/find.h"

/* mount_volume() on DIR, with the devices of a btrfs named. */
int find_mount(struct probe *probe, struct volume *volume, const char *dir,
	       enum mount_mode mode, const char *options, const char **why);

/* The part of a mount's options that says which subvolume, or NULL. */
const char *find_subvolume(struct pool *pool, const struct fstab_entry *entry);
