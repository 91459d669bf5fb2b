/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Finding what lies on the disks of this machine, without mounting anything.
 *
 * Its one law: the superblock is read before anybody mounts.  A file system with features
 * the kernel here does not know, or that is marked damaged, gets a problem and is left
 * alone.
 */
#pragma once

#include "disk/disk.h"

struct probe {
	struct pool *pool;
	struct disk **disk;
	size_t disk_count;
	struct volume *volume;
	size_t volume_count;
	size_t volume_room; /* so many fit before the array moves; 0: it always does */
};

/* A device to look at, and what it is called in reports. */
struct probe_device {
	const char *node; /* "loop1" */
	const char *name; /* "sda" */
};

/* These devices with their volumes.  Opens read-only. */
struct probe *probe_devices(struct pool *pool, const struct probe_device *device,
			    size_t count);

/* All disks of this machine with their volumes, by name.  Opens read-only. */
int probe_machine(struct pool *pool, struct probe **probe);

/*
 * Have the array of volumes stay where it is for MORE volumes to come, and one of them,
 * empty; NULL where there is no room left.
 */
void probe_reserve(struct probe *probe, size_t more);
struct volume *probe_take(struct probe *probe);

/* Close what the probe holds open. */
void probe_close(struct probe *probe);
