/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The copy-on-write layer that takes every write of a run.
 *
 * The one law: it names no backing file, whose name may be too long for its header; it is
 * read through blockspec_overlay() only.
 */
#pragma once

#include "host/source.h"

/*
 * Make an empty qcow2 of SIZE bytes in WORK, no less than SOURCE has; *PATH is its
 * absolute path.  Each source has its own; behind the end of it there are zeros.
 */
int overlay_create(struct pool *pool, const struct workdir *work,
		   const struct source *source, uint64_t size, const char **path,
		   struct host_error *error);
