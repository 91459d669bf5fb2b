/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The disks of this machine as its kernel shows them in sysfs: which there are, what they
 * hang on, and whether all of them have come yet.
 *
 * The one law: it asks the kernel only; no disk is read or written.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "base/pool.h"
#include "base/strs.h"

struct machine_disk {
	const char *name;   /* "sda" */
	const char *driver; /* of the controller: "ahci", "usb-storage"; NULL: none */
	const char *model, *serial; /* as the disk says; NULL: it does not */
	uint64_t size;              /* bytes */
	bool read_only;
};

/* Whether this is the appliance: its kernel is of our making. */
bool machine_is_appliance(void);

/*
 * The names of the disks, sorted: what the kernel made itself (loop, md, device mapper,
 * memory), CD drives, and what has no medium or size are left out.
 */
struct strs machine_disks(struct pool *pool);

/*
 * Whether something of this machine uses the disk NAME or a part of it: it is mounted,
 * is swap, or a member of an array, a volume group or a mapping.
 */
bool machine_in_use(struct pool *pool, const char *name);

/* What the kernel knows of the disk NAME; all text is from POOL. */
struct machine_disk machine_disk(struct pool *pool, const char *name);

/*
 * Wait for disks that come late: USB takes one to two seconds after init starts, and
 * NVMe and SD cards are probed in the background too.  Returns at once when WANTED disks
 * are there.  With 0, when nothing is known to be under way any more; that is at once on
 * a machine that has no such bus, or started long ago.  At most LIMIT_MS milliseconds;
 * the number of disks that are there.
 */
size_t machine_settle(size_t wanted, unsigned limit_ms);

/*
 * Have the kernel look again at all its buses, at the size of each disk, and at the
 * partition tables of those not in use.  What it finds comes as late as after a start.
 */
void machine_rescan(struct pool *pool);
