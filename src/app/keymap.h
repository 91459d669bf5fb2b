/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What the keys of the screen's keyboard mean.
 *
 * The one law: a map is looked through before its first key is set, and what the keyboard
 * means is changed in the appliance only.
 */
#pragma once

#include "base/strs.h"

/* The names of the maps there are, sorted: "de", "us" and so on; none outside the
 * appliance. */
struct strs keymap_names(struct pool *pool);

/*
 * Give the map NAME to the kernel, for all virtual terminals at once; a serial line has
 * no such map.  -ENOENT: no such map; -EILSEQ: the file is no map; -ENOTTY and the like:
 * there is no virtual terminal.
 */
int keymap_set(struct pool *pool, const char *name);
