/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Which disks of this machine may be repaired, and why the others may not.
 *
 * The one law: none is written, and none is opened for writing; what replays a journal to
 * find a system works on a layer in memory.
 */
#pragma once

#include "disk/machine.h"
#include "disk/stack.h"

struct offer {
	struct machine_disk disk;
	const char *why_not; /* one line; NULL: it may be repaired */
	struct strs systems; /* "Debian GNU/Linux 12 on vda1", all that lie on it */
};

struct offers {
	struct offer *offer;
	size_t count;
};

/*
 * All disks of this machine, sorted by name.  Not to be repaired are: the appliance's own
 * medium, disks in use (mounted, swap, members of an active array or volume group),
 * read-only ones, and those without a system.  KEY opens LUKS containers.  0, or -errno
 * with one line in *WHY.  Call it with mounts of the process's own (here_separate()).
 */
int offers_find(struct pool *pool, struct stack_key key, struct offers *offers,
		const char **why);
