/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The kernel's view of a partition table.
 *
 * The one law: only partitions the kernel did not find are added; none is moved or taken
 * away, and nothing is written to the disk.
 */
#pragma once

#include "disk/disk.h"

/* The device of partition PART of the disk NAME: "vda1", "nvme0n1p1". */
char *partition_node(struct pool *pool, const char *name, unsigned part);

/*
 * Have the kernel make devices of the partitions of DISK, called NAME, that it did not
 * find by itself: it takes no backup GPT, and none that is of a larger disk.
 */
void partitions_add(struct pool *pool, const struct disk *disk, const char *name);
