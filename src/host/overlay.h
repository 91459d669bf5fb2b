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
 * Make an empty qcow2 of the size of SOURCE in WORK; *PATH is its absolute path.  Each
 * source has its own.
 */
int overlay_create(struct pool *pool, const struct workdir *work,
		   const struct source *source, const char **path,
		   struct host_error *error);
