/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Files of modprobe.d(5), read for what keeps a module from loading: "blacklist NAME", by
 * which no alias leads to it any more, and "install NAME /bin/true".
 *
 * The one law: an install line that runs modprobe or insmod in the end loads the module;
 * any other does not.
 */
#pragma once

#include "base/strs.h"
#include "format/text.h"

enum modprobe_how {
	MODPROBE_BLACKLIST, /* it still loads by its own name */
	MODPROBE_INSTALL    /* it loads in no way */
};

struct modprobe_block {
	enum modprobe_how how;
	const char *name;
	unsigned line;    /* from 1 */
	struct span span; /* with its continuation lines, without the last line end */
};

struct modprobe {
	struct modprobe_block *block;
	size_t count;
};

/* The lines of TEXT that keep a module from loading. */
struct modprobe *modprobe_parse(struct pool *pool, struct bytes text);

/* TEXT with all lines that block one of NAMES ('-' is '_') commented out. */
struct bytes modprobe_unblock(struct pool *pool, struct bytes text,
			      const struct strs *names);
