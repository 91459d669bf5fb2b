/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What nothing uses on disks of this machine, for an export of them in the appliance,
 * which has no virtual machine to ask.
 *
 * The one law: the disks are only read.  Their volumes are put together on layers in
 * memory, which are gone before anything else is done with the disks.
 */
#pragma once

#include "app/session.h"
#include "format/freemap.h"

struct usedhere {
	struct freemap free[OPTIONS_IMAGES]; /* of each image, bytes from its start */
};

/*
 * Look at the disks that OPTIONS names, before a session holds them.  0, or the exit
 * status, said: an image is no disk of this machine, or the disk cannot be looked at.
 */
int usedhere_find(struct pool *pool, const struct options *options,
		  struct usedhere *used);

/* Have what is free read as holes on the layers of SESSION.  0, or the status, said. */
int usedhere_discard(struct session *session, const struct usedhere *used);
