/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What keeps a module from loading, by modprobe.d(5), in the system and in an initramfs.
 *
 * The one law: what modprobe would read, as it would: a file in /etc hides those of its
 * name in /run and /usr/lib.
 */
#pragma once

#include "format/initramfs.h"
#include "guest/guest.h"

struct blacklist_item {
	const char *file; /* in the guest, or in the image */
	unsigned line;
	const char *name;
};

struct blacklist {
	struct blacklist_item *item;
	size_t count;
};

/* Those of NAMES that the system's own modprobe.d blocks. */
struct blacklist guest_blacklist(struct guest *guest, const struct strs *names);

/*
 * Those of NAMES that ARCHIVE blocks.  A module that initramfs-tools loads by its name
 * (conf/modules) does not care for "blacklist".
 */
struct blacklist guest_image_blacklist(struct guest *guest,
				       const struct initramfs *archive,
				       const struct strs *names);
