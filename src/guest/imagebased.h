/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Systems that are made as images: what is changed in them from outside is lost with the
 * next update, or breaks what that compares them with.
 *
 * The one law: they are looked at like any other, and never changed.
 */
#pragma once

#include "guest/guest.h"

/* Why GUEST is such a system, in one line; NULL: it is none. */
const char *guest_image_based(struct guest *guest);

/*
 * The directory of TREE, the whole of a volume, that an ostree starts as its root:
 * "/ostree/deploy/fedora/deploy/1f0c….0"; NULL where there is none.  Of several it is the
 * one that was made last.
 */
const char *ostree_root(struct tree *tree);
