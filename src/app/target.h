/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What the import of the target will make of the output file.
 *
 * The one law: it only warns, on stderr.  The file is what was asked for, and it may be
 * converted or split on its way.
 */
#pragma once

#include "app/options.h"

/* Once the output is there: whether it takes one of this size. */
void target_warn_size(struct pool *pool, const struct options *options);
