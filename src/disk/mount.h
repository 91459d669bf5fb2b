/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Mounting a guest's volumes, inside the appliance only.
 *
 * The one law: nodev, nosuid, noexec; and never a volume with a problem (disk/probe.h).
 */
#pragma once

#include "disk/disk.h"

enum mount_mode { MOUNT_READ_ONLY, MOUNT_WRITABLE };

/* Whether the appliance mounts file systems of this type at all. */
bool mount_can(const char *type);

/*
 * Mount VOLUME on the directory TARGET, which is made if need be.  OPTIONS are those of
 * the file system ("subvol=@"), or NULL.  Returns 0, or -errno with one line in *WHY.
 */
int mount_volume(struct pool *pool, const struct volume *volume, const char *target,
		 enum mount_mode mode, const char *options, const char **why);

/*
 * Mount a volume of another system (NTFS), for reading only, on the directory TARGET.
 * As mount_volume().
 */
int mount_foreign(struct pool *pool, const struct volume *volume, const char *target,
		  const char **why);

/* Mount an empty file system in memory on the directory TARGET.  Returns 0 or -errno. */
int mount_memory(const char *target);

/* What is at DIR, below TARGET, is seen at TARGET instead.  Returns 0 or -errno. */
int mount_within(const char *target, const char *dir);

/* Set the room of VOLUME, which is mounted on TARGET. */
void mount_measure(const char *target, struct volume *volume);

/* Unmount TARGET; -EBUSY where something still uses it. */
int mount_end(const char *target);

/* Give free blocks back to the disk below (FITRIM); bytes trimmed, or -errno. */
int64_t mount_trim(const char *target);
