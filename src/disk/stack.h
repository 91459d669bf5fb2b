/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What is stacked on the volumes of a machine: LUKS, md and LVM2, in any order.
 *
 * The one law: only members that say they belong together are put together.  Two that say
 * they are the same one are a clone and its origin; both get a problem, neither is used.
 *
 * Only for disks that may be written, such as copy-on-write layers: an array that starts
 * and a journal that is replayed change them.  No resync is ever started.
 */
#pragma once

#include "disk/probe.h"

/* What opens LUKS containers; no key is { NULL, 0 }. */
struct stack_key {
	const unsigned char *data;
	size_t len;
};

/*
 * Open, assemble and activate until nothing new appears; PROBE gets what appeared.  A
 * member that could not be used gets a problem.  KEY is tried on every container.
 */
void stack_assemble(struct probe *probe, struct stack_key key);

/* The logical volumes that lie on PROBE's volumes alone: nothing is written for them. */
void stack_activate(struct probe *probe);

/*
 * Take down again what lies on PROBE's volumes, so that the disks hold all that was
 * written.  0 or -EBUSY.
 */
int stack_end(struct probe *probe);

/*
 * Whether a volume on which VOLUME[WHICH] lies, or it itself, lacks members of its array;
 * its index goes to *LACKING.
 */
bool stack_is_degraded(const struct volume *volume, size_t count, size_t which,
		       size_t *lacking);
