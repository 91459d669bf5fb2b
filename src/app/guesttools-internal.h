/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the parts of guesttools.h share. */
#pragma once

/*
 * The calling process, which must be able to mount, goes into the tree at ROOT, in a name
 * space of its own: programs run there, and no device leads out.  Returns 0 or -errno.
 */
int guesttools_enter(const char *root);
