/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The init script of an image by Red Hat's old mkinitrd (EL 4 and 5), which its own small
 * shell runs: nash(8).  It loads modules one by one, by name and in order; there is no
 * udev in the image, so a driver that no line names is never loaded.
 *
 * The one law: drivers are loaded before anything looks for the root.
 */
#pragma once

#include "base/strs.h"
#include "format/text.h"

/* Whether TEXT is a script for nash. */
bool nash_is(struct bytes text);

/* Whether a line of TEXT loads module NAME ('-' and '_' are the same). */
bool nash_loads(struct bytes text, const char *name);

/*
 * TEXT with a line "insmod /lib/FILE" for each of FILES ("virtio_blk.ko"), in this order,
 * before the first command that needs the disk, and the device nodes made again where the
 * script makes any.  Empty where no such command is found.
 */
struct bytes nash_insmod(struct pool *pool, struct bytes text, const struct strs *files);
