/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Systems that sleep: their memory lies in a swap area, a swap file or Windows' file for
 * it, and holds parts of the file systems that are newer than the disk.
 *
 * The one law: nothing of such a disk is written; looking is done on a layer.
 */
#pragma once

#include "disk/probe.h"
#include "guest/guest.h"

/*
 * The name of the volume with a memory image, or the path of a swap file that holds one;
 * NULL where none was found.
 */
const char *guest_hibernated(struct guest *guest);

/* The same before anything is mounted: swap areas, and Windows volumes looked into. */
const char *probe_hibernated(const struct probe *probe);

/*
 * Look for Windows' memory image on NTFS volumes, which are mounted read-only on the
 * directory SCRATCH, one after the other; those that have one get that state.
 */
void hibernation_look(struct probe *probe, const char *scratch);
