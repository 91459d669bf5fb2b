/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * All files below a directory.
 *
 * The one law: links are named and never followed, and there is an end to it.
 */
#pragma once

#include "guest/guest.h"

enum { BELOW_DEPTH_MAX = 16 };

/*
 * The paths of all below DIR that is no directory, in the order of their names; at most
 * LIMIT, and *MORE says that there are others.
 */
struct strs guest_below(const struct guest *guest, const char *dir, size_t limit,
			bool *more);
