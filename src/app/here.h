/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * "--here": the disks of this machine itself, each behind a copy-on-write layer in
 * memory.  What replays journals, checks file systems and repairs works on the layers.
 *
 * The one law: the disks are not written.  There is no repair in place yet: a repair is
 * carried out on the layers to its end, looked at, and then thrown away with them.
 */
#pragma once

#include "app/options.h"

/*
 * COMMAND ("check", "trace", "fix") on the disks options->images, or without any on all
 * disks but the appliance's own medium.  The exit status, with all said.
 */
int here_run(struct pool *pool, const struct options *options, const char *command);
