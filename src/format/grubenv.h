/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * GRUB's environment block: variables the loader reads and, without a file system driver
 * that writes, puts back in place (GRUB manual "Environment block";
 * grub-core/lib/envblk.c).
 *
 * The one law: a block that is written has the 1024 bytes it had before, '#' filling what
 * is free; what does not fit, or is no such block, is refused.
 */
#pragma once

#include "format/text.h"

enum { GRUBENV_LEN = 1024 };

struct grubenv_item {
	const char *name;
	const char *value;      /* without the escapes */
	unsigned line;          /* from 1 */
	struct span span;       /* NAME=VALUE, without the line end */
	struct span value_span; /* with the escapes */
};

struct grubenv {
	struct grubenv_item *item;
	size_t count;
};

/*
 * The variables of TEXT, or NULL where it is no environment block.  GRUB reads blocks of
 * any length, and so does this.
 */
struct grubenv *grubenv_parse(struct pool *pool, struct bytes text);

/* The first item called NAME, as GRUB's own editor finds it, or NULL. */
const struct grubenv_item *grubenv_find(const struct grubenv *env, const char *name);

/* The value of NAME, or NULL. */
const char *grubenv_get(const struct grubenv *env, const char *name);

/*
 * TEXT with SPAN, which lies in one value, replaced by WITH, and the filling adjusted.
 * Returns 0; -EINVAL where TEXT is no block of 1024 bytes or WITH has a line end or a
 * backslash in it; -ENOSPC where it does not fit.
 */
int grubenv_replace(struct pool *pool, struct bytes text, struct span span,
		    const char *with, struct bytes *done);

/*
 * TEXT, a block of 1024 bytes whose values were edited, with its filling adjusted.
 * Returns 0, -EINVAL or -ENOSPC as above.
 */
int grubenv_fit(struct pool *pool, struct bytes text, struct bytes *done);

/* TEXT in which NAME is VALUE, escaped; else as grubenv_replace(). */
int grubenv_set(struct pool *pool, struct bytes text, const char *name, const char *value,
		struct bytes *done);
