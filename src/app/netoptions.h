/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Where the system is to run: the profile, and what options say beside it.
 *
 * The one law: an option speaks as one more line of the profile, so it reaches the
 * appliance with it.
 */
#pragma once

#include "app/options.h"
#include "guest/profile.h"

/* The text of the profile with the lines of the options; 0 or -errno with *WHY. */
int netoptions_text(struct pool *pool, const struct options *options, struct bytes *text,
		    const char **why);

/* The same, read; *WHY has one line. */
int netoptions_load(struct pool *pool, const struct options *options,
		    struct profile **profile, const char **why);
