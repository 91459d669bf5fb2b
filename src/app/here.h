/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * "--here": the disks of this machine itself, each behind a copy-on-write layer in
 * memory.  What replays journals, checks file systems and repairs works on the layers.
 *
 * The one law: the disks are not written but with --in-place, and then only what was
 * carried out on the layers to its end, and looked at, before.
 */
#pragma once

#include "app/options.h"

/*
 * COMMAND ("check", "trace", "fix") on the disks options->images, or without any on all
 * disks but the appliance's own medium.  The exit status, with all said.
 */
int here_run(struct pool *pool, const struct options *options, const char *command);

/*
 * Whether the disks may be written: outside the appliance, which is started for that, the
 * one disk must be named twice, by --yes-write-to.  0, or the exit status, said.
 */
int here_allowed(const struct options *options);

/*
 * The names of the disks that the one system of this machine lies on, of all disks but
 * the appliance's own medium; none is written.  Status, said: 3 where there is no system,
 * where there are two, and where another disk may hold one.  For a process of its own,
 * whose mounts it changes.
 */
int here_find(struct pool *pool, const struct options *options, struct strs *disks);
