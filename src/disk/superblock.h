/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The gate before mount(2): a volume's superblock is read, and what this kernel or its
 * file system's own marks speak against becomes the volume's problem.
 *
 * The one law: the gate only reads.
 */
#pragma once

#include "disk/disk.h"

/*
 * Set the superblock of VOLUME, whose type and node are known, and its problem, one line:
 * features nobody here knows, damage noted in the superblock or seen in the metadata.
 */
void superblock_probe(struct pool *pool, struct volume *volume);
