/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What keeps LVM from the physical volumes of these disks on another machine: its devices
 * file and its filters, in the system and in the copies of each initramfs.
 *
 * The one law: only a volume the old machine used counts.  One it was kept from, such as
 * a disk of a virtual machine it was host to, stays kept from.
 */
#pragma once

#include "format/lvmconf.h"
#include "guest/guest.h"

struct lvm_problem {
	const char *path;   /* the file, or the image */
	const char *inside; /* the file in the image; NULL: path itself */
	unsigned line;      /* of that file */
	const char *subject;
	const char *text;     /* what is wrong, one line */
	bool is_lesser;       /* LVM finds the volume nevertheless, by looking further */
	bool is_devices_file; /* else a filter */
	/* What is written where in the system or the image; NULL: the file is removed. */
	const char *repaired_file;
	struct bytes repaired;
};

struct lvm_problems {
	struct lvm_problem *problem;
	size_t count;
	bool concerns;       /* there is a physical volume */
	const char *why_not; /* an image that could not be read, one line; or NULL */
};

/*
 * Devices files that know the physical volumes by the old machine's hardware, and filters
 * that leave out what these are called on the new machine.
 */
struct lvm_problems guest_lvm_problems(struct guest *guest);

/* Why LVM must not look at all disks here, one line; NULL: it may. */
const char *lvm_fence(const struct guest *guest);
