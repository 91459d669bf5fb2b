/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What nothing uses of the disks of this machine: free blocks of file systems, the bodies
 * of swap areas, extents of LVM that no logical volume has, and space outside of all
 * partitions.
 *
 * The one law: what is not known to be free is used.  That is a volume with a problem,
 * one that another one overlaps, every kind nobody here knows, and of the disk itself
 * what lies before the first partition, the tables with both GPTs, and its last MiB.
 */
#pragma once

#include "disk/probe.h"
#include "format/freemap.h"

/*
 * The free ranges of VOLUME, bytes from its start: of what it holds itself, not of what
 * is made of it.  It must be mounted nowhere.  Returns 0, or the errors of freemap_read()
 * and extmap_read(), and MAP is empty.
 */
int volume_free(struct pool *pool, const struct volume *volume, struct freemap *map);

/* The same of what lies outside of all partitions of DISK. */
int disk_gaps(struct pool *pool, const struct disk *disk, struct freemap *map);

/*
 * What is free of DISK, one of PROBE's, bytes from its start: its gaps, the volumes on
 * it, and through LVM those logical volumes that lie on it as they are.  Only reads.
 */
void disk_free(const struct probe *probe, const struct disk *disk, struct freemap *map);

/*
 * Give all that is free on PROBE's disks and volumes back to what is below them, bytes.
 * Only for copy-on-write layers.  Nothing may be mounted.
 */
uint64_t freespace_discard(const struct probe *probe);
