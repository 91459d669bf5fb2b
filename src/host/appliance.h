/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The files of the appliance: a kernel and the archive it unpacks as its first root.
 *
 * The one law: a directory is taken whole or not at all.
 */
#pragma once

#include "base/pool.h"
#include "host/error.h"

struct appliance {
	const char *kernel;    /* kernel-pvh (PVH note), or kernel, a bzImage */
	const char *initramfs; /* initramfs.cpio, or initramfs.cpio.zst */
};

/*
 * Find it: in $DRYDOCK_APPLIANCE, else in "appliance" beside this program, else in
 * ../lib/drydock from there.  -ENOPKG and an error naming the places where there is none.
 */
int appliance_find(struct pool *pool, struct appliance *found, struct host_error *error);
