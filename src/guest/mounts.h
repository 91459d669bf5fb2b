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

/* Whether the line is one of swap space. */
bool mount_is_swap(const struct fstab_entry *entry);

/* Whether the system itself lies at FILE (/usr, /var): it may not start without it. */
bool mount_is_own(const char *file);

/*
 * What is wrong with the name of the device in ENTRY, one line; NULL where nothing is, or
 * where it is certain to lie on another disk and ENTRY is not the root.
 */
const char *mount_name_problem(const struct guest *guest,
			       const struct fstab_entry *entry);

/* The name ENTRY's device has on every machine, or NULL and one line in *WHY_NOT. */
const char *mount_stable_name(const struct guest *guest, const struct fstab_entry *entry,
			      const char **why_not);

/* Whether the boot mounts this: no swap, not noauto. */
bool mount_is_at_boot(const struct fstab_entry *entry);

/*
 * Whether the tree shows what will be at PATH when the guest runs: no line of fstab
 * mounts something above it that is not mounted here.
 */
bool mount_shows(const struct guest *guest, const char *path);

/* Whether PATH is certainly nothing when fstab is mounted. */
bool mount_lacks_path(const struct guest *guest, const char *path);

/*
 * Whether something the guest mounts or swaps to lies on DISK, or a part of its volume
 * group; also what its firmware may start from.
 */
bool mount_uses_disk(const struct guest *guest, const struct disk *disk);

/*
 * The same without EFI system partitions that the guest does not mount: those of any disk
 * are looked at, and may be another system's.
 */
bool mount_needs_disk(const struct guest *guest, const struct disk *disk);

/* Whether the guest's fstab is read by systemd: x-systemd options, mount points made. */
bool mount_is_by_systemd(const struct guest *guest);
