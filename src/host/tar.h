/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The members of a tar archive, and which of them is the disk of an OVA.
 *
 * The one law: a member is a window of the archive; nothing is extracted.
 */
#pragma once

#include <stdbool.h>

#include "host/error.h"
#include "base/strs.h"
#include "host/span.h"

struct tar_member {
	const char *name;
	uint64_t start, size; /* in the archive */
	bool in_ovf;          /* a descriptor beside it names it */
};

struct tar {
	struct tar_member *item;
	size_t count;
};

/*
 * List the regular members of SPAN (POSIX.1 ustar; GNU long names and sizes; pax "path"
 * and "size").  0; -ENODATA where the archive ends inside a member, -EBADMSG where a
 * header is damaged.
 */
int tar_list(struct pool *pool, const struct span *span, struct tar *tar);

/*
 * The names of the disks of an OVF descriptor, in the order of its <Disk> elements
 * (DSP0243 7.1 and 9.1: ovf:fileRef of a Disk is the ovf:id of a File, whose ovf:href it
 * is).
 */
struct strs ovf_disks(struct pool *pool, struct bytes xml);

/*
 * The disk in the archive SHOWN: the one an .ovf in it names, or WANTED (NULL: none) of
 * several; without an .ovf, the only member of a megabyte or more.  Errors are said.
 */
int tar_find_disk(struct pool *pool, const struct span *span, const char *shown,
		  const char *wanted, struct tar_member *disk, struct host_error *error);
