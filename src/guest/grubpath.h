/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Paths as GRUB 2 sees them: it knows no mount points and no subvolumes.
 *
 * The one law: a path is counted from the top of its own file system.
 */
#pragma once

#include "guest/guest.h"

/* PATH on VOLUME, which holds it; NULL where the btrfs subvolume is not known. */
char *grub_path(struct guest *guest, const struct volume *volume, const char *path);

/*
 * Where WRITTEN, a path as GRUB sees it, is in the guest if it starts with a btrfs
 * subvolume: one that fstab mounts, or one of a name as SUSE and Ubuntu give ("@"); else
 * as it is.
 */
const char *grub_path_in_guest(struct guest *guest, const char *written);
