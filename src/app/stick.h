/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A file system of this machine that gets a file: a USB stick, a second disk.
 *
 * The one law: it is mounted for this process only, and the disks of the system that is
 * looked at are none of its business: who calls it has asked.
 */
#pragma once

#include "disk/mount.h"
#include "disk/probe.h"

#define STICK_DIR "/run/drydock/stick"

struct stick {
	struct probe *probe;
	const struct volume *volume;
};

/* Whether a file can be put on VOLUME: FAT, ext2 to ext4, XFS. */
bool stick_can(const struct volume *volume);

/* Mount the volume NAME ("sdb1" is "sdbp1") on STICK_DIR.  0, or the exit status, said.
 */
int stick_mount(struct pool *pool, const char *name, enum mount_mode mode,
		struct stick *stick);

/* Unmount it.  STATUS, or where that was 0 the exit status of a failure, said. */
int stick_end(struct pool *pool, struct stick *stick, int status);
