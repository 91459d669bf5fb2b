/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Which systems are on the disks of this machine, which disks may be looked at and
 * repaired, and why the others may not.
 *
 * The one law: none is written, and none is opened for writing; what replays a journal to
 * find a system works on a layer in memory.
 */
#pragma once

#include "disk/machine.h"
#include "disk/stack.h"

struct offer {
	struct machine_disk disk;
	const char *why_not; /* one line; NULL: a system may be on it, to be looked at */
	struct strs systems; /* "Debian GNU/Linux 12 on vda1", all that lie on it */
};

struct offered_system {
	const char *name;    /* for people; with a problem the type of what is there */
	const char *place;   /* as --root takes it */
	const char *problem; /* it may be a system, and was not looked at; NULL: it is */
	struct strs disks;   /* the names of all disks it needs */
};

struct offers {
	struct offer *offer;
	size_t count;
	struct offered_system *system;
	size_t system_count;
};

/*
 * All disks of this machine, sorted by name, and the systems on them.  Not offered are:
 * the appliance's own medium, disks in use (mounted, swap, members of an active array or
 * volume group), and those without a system.  KEY opens LUKS containers.  0, or -errno
 * with one line in *WHY.  Call it with mounts of the process's own (here_separate()).
 */
int offers_find(struct pool *pool, struct stack_key key, struct offers *offers,
		const char **why);

/* Why it is not to be repaired: also a disk that may be looked at can be read-only. */
const char *offer_why_unrepaired(const struct offer *offer);
