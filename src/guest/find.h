/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Finding the installed systems on the volumes, and mounting one as its own fstab says.
 *
 * The one law: device to volume goes by identity, never by the order of this machine; and
 * with two systems nobody guesses.
 */
#pragma once

#include "disk/mount.h"
#include "disk/probe.h"
#include "guest/guest.h"

struct system {
	struct volume *root;
	const char *name;    /* for people */
	const char *options; /* of its mount: a btrfs subvolume; or NULL */
	const char *dir;     /* in the volume, of an ostree; NULL: the whole of it */
};

struct systems {
	struct system *system;
	size_t count;
};

/*
 * How a volume is named to the user and in --root: "disk0p1", "disk0" without a table,
 * "vg0/root", "md0", "luks-1b3c…".
 */
const char *volume_name(struct pool *pool, const struct volume *volume);

/* The same of a system: "disk0p1/@" where its root is a subvolume. */
const char *system_place(struct pool *pool, const struct system *system);

/*
 * The systems on PROBE's volumes; each is mounted on SCRATCH and unmounted again.  A
 * volume that cannot be mounted gets its problem set.
 */
struct systems systems_find(struct probe *probe, const char *scratch);

/*
 * Mount SYSTEM and what its fstab puts below it on the directory ROOT; sets the volumes'
 * mountpoint.  An EFI system partition that fstab leaves out gets a place of its own,
 * "/run/drydock/disk0p1", which is memory and not on the disk.  A part that cannot be
 * mounted gets a problem and is left out.  Returns 0 or -errno with one line in *WHY.
 */
int system_mount(struct probe *probe, const struct system *system, const char *root,
		 enum mount_mode mode, const char **why);

/* Unmount all of it, deepest first. */
int system_unmount(struct probe *probe, const char *root);
