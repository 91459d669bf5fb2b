/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * btrfs: its subvolumes, and its several devices.
 *
 * The one law: at most so many directories are looked into, whatever the disk holds.
 */
#pragma once

#include "base/strs.h"
#include "disk/probe.h"

bool btrfs_is(const struct volume *volume);

/*
 * The subvolumes below the directory DIR, where the top of a btrfs is mounted: those in
 * it, and in directories in it; as paths without a slash in front, sorted.
 */
struct strs btrfs_subvolumes(struct pool *pool, const char *dir);

/*
 * Mount options that name every device of the file system on VOLUME: it may have several.
 */
char *btrfs_options(const struct probe *probe, const struct volume *volume,
		    const char *options);
