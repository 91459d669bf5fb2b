/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What the header of a disk image says against its use: encrypted, a difference to a
 * parent that QEMU does not follow, or a table that lies beyond the end of the file.
 *
 * The one law: the tables are looked for, never followed into the data; what is deeper is
 * left to "qemu-img check".
 */
#pragma once

#include "host/sniff.h"

/*
 * Check SPAN as SNIFF->kind and set SNIFF's error and problem.  A file without the magic
 * of its kind is damaged.  0, or -errno where it cannot be read.
 */
int header_check(struct pool *pool, const struct span *span, struct sniff *sniff);

/*
 * Whether FOOTER is the 512-byte footer of a VHD: cookie and checksum (Virtual Hard Disk
 * Image Format Specification 1.0, "Hard Disk Footer Format").
 */
bool vhd_footer_is_good(struct bytes footer);
