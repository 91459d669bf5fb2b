/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * "fix --in-place": which options go together, and an image that is written itself.
 *
 * The one law: a device is written only where it was named twice and nothing uses it.
 */
#pragma once

#include "app/session.h"

/* What contradicts itself, or would be written without a way back.  Status, said. */
int fixinplace_refuse(const struct options *options);

/* Whether the devices among the images may be written.  Status, said. */
int fixinplace_device(const struct options *options);

/* Whether the images of SESSION can be written in place.  Status, said. */
int fixinplace_can(struct session *session);

/* The same, and whether the undo file can be made: before any work.  Status, said. */
int fixinplace_may(struct session *session);

/* Write the verified layers of SESSION into its images.  Status, said. */
int fixinplace_take(struct session *session);
