/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The device mapper, as far as layers need it (linux/dm-ioctl.h; the kernel's
 * Documentation/admin-guide/device-mapper/).
 *
 * The one law: a device has one target over its whole length.
 */
#pragma once

#include <stddef.h>
#include <stdint.h>

/*
 * Make the device NAME of SIZE bytes with TARGET and its PARAMETERS; *MINOR is N of
 * /dev/dm-N.  0, or -errno; -EBUSY where the name is taken.
 */
int mapper_make(const char *name, const char *target, const char *parameters,
		uint64_t size, unsigned *minor);

/* Remove it now, or, where it is in use, when nothing uses it any more.  0 or -errno. */
int mapper_remove(const char *name);

/* What its target says of its state, at most SIZE bytes.  0 or -errno. */
int mapper_status(const char *name, char *text, size_t size);
