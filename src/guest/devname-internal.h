/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What the halves of devname.h share.
 *
 * The one law: MISSING is said only where nothing on the disks can be meant.
 */
#pragma once

#include "guest/devname.h"

enum { RFC4122_LEN = 36 }; /* the text form of a UUID, whose case does not matter */

enum devname_fate { DEVNAME_HERE, DEVNAME_MISSING, DEVNAME_UNSURE };

struct devname_place {
	enum devname_fate fate;
	const struct volume *volume; /* HERE */
	const char *why;             /* of the others */
};

/* The volume with the tag NAME (UUID, LABEL, PARTUUID, PARTLABEL). */
struct devname_place devname_find_tag(const struct guest *guest,
				      const struct devname *name);

/* The volume a name by position means (DISK, BY_ID, BY_PATH). */
struct devname_place devname_find_position(const struct guest *guest,
					   const struct devname *name);

/* The volume a name of LVM, md or the device mapper means (MAPPER, MD). */
struct devname_place devname_find_stacked(const struct guest *guest,
					  const struct devname *name);

/* The volume a name of any kind means. */
struct devname_place devname_find_in(const struct guest *guest,
				     const struct devname *name);
