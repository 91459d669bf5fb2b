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
