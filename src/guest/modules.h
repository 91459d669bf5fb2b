/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The modules of a kernel, as the lists in its directory tell.
 *
 * The one law: lists are parsed once and shared; who asks changes nothing in them.
 */
#pragma once

#include "format/moddep.h"
#include "guest/guest.h"

/* Whether the links of modules.softdep count as needs. */
enum modules_links { MODULES_HARD, MODULES_SOFT };

/* The modules.dep in DIR ("/lib/modules/6.1.0").  Returns 0 or -errno. */
int guest_modules(struct guest *guest, const char *dir, enum modules_links links,
		  struct moddep **dep);
