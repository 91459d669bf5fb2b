/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What a guest mounts: its fstab as it is now, planned edits included.
 *
 * The one law: a line is known again by what it mounts where, never by its number.
 */
#pragma once

#include "format/fstab.h"
#include "guest/guest.h"

enum { FSTAB_MAX = 64 << 10 }; /* bytes; a larger one could not be looked at */

/*
 * The entries of /etc/fstab; none where there is no such file.  *TEXT, unless NULL, is
 * what the entries' spans belong to.
 */
const struct fstab *guest_fstab(const struct guest *guest, struct bytes *text);

/* "/dev/sda1 on /", "/dev/sda5 as swap": the line for people, and to know it again. */
char *mount_name(struct pool *pool, const struct fstab_entry *entry);

/* Whether the boot mounts this: no swap, not noauto. */
bool mount_is_at_boot(const struct fstab_entry *entry);

/*
 * Whether the tree shows what will be at PATH when the guest runs: no line of fstab
 * mounts something above it that is not mounted here.
 */
bool mount_shows(const struct guest *guest, const char *path);

/* Whether PATH is certainly nothing when fstab is mounted. */
bool mount_lacks_path(const struct guest *guest, const char *path);

/* Whether the guest's fstab is read by systemd: x-systemd options, mount points made. */
bool mount_is_by_systemd(const struct guest *guest);
