/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Lists of kernel modules, one a line with its arguments: /etc/modules (modules(5)),
 * /etc/modules-load.d, /etc/initramfs-tools/modules (initramfs.conf(5)).
 *
 * The one law: names are compared as the kernel does, '-' and '_' being the same.
 */
#pragma once

#include "base/strs.h"
#include "format/text.h"

struct modlist_item {
	unsigned line;
	struct span span, name_span; /* the line without line end; the module in it */
	const char *name;
};

struct modlist {
	struct modlist_item *item;
	size_t count;
};

/* The modules of TEXT; lines that start with '#' or ';' are comments. */
struct modlist *modlist_parse(struct pool *pool, struct bytes text);

bool modlist_has(const struct modlist *list, const char *name);

/* TEXT with a line for each of NAMES that it does not have. */
struct bytes modlist_add(struct pool *pool, struct bytes text, const struct strs *names);
