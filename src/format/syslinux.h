/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Configuration of SYSLINUX and EXTLINUX: lines of a keyword and what it is set to, those
 * behind a LABEL belonging to it (config.txt and menu.txt of SYSLINUX).
 *
 * The one law: a file is read by itself; the caller reads what it includes.
 */
#pragma once

#include "format/text.h"

/* What a keyword is set to; VALUE is NULL where it is missing. */
struct syslinux_value {
	const char *value;
	unsigned line; /* from 1 */
	struct span span;
};

struct syslinux_label {
	const char *name;
	unsigned line;
	struct syslinux_value kernel; /* LINUX, or KERNEL with a name of no module */
	struct syslinux_value initrd; /* several files, which commas separate */
	struct syslinux_value append; /* instead of the global one; "-" is empty */
	struct syslinux_value title;  /* MENU LABEL */
	bool is_default;              /* MENU DEFAULT */
};

struct syslinux {
	struct syslinux_label *label;
	struct syslinux_value *include; /* INCLUDE and MENU INCLUDE, in their order */
	size_t labels, includes;
	struct syslinux_value ui, start /* DEFAULT */, ontimeout, append;
};

/* What TEXT holds.  Never fails; what is not listed above is skipped. */
struct syslinux *syslinux_parse(struct pool *pool, struct bytes text);

/* Whether FILE is a module (menu.c32) or boot sector, not a kernel. */
bool syslinux_is_module(const char *file);
