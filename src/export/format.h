/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The formats an image is written in.
 *
 * The one law: a format is known by the word that a profile has for it in "formats", and
 * all that sets it apart is in its row of the table.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/pool.h"

struct export_format {
	const char *name;
	const char *extension; /* of a file in it, with its dot */
	/* QEMU's driver for it; NULL: QEMU has none. */
	const char *driver;
	const char *options; /* with which QEMU creates it ("a=b,c=d"), or NULL */
	/* How blocks can be compressed, the default first, then blanks; NULL: not. */
	const char *compression;
	uint64_t align; /* its disk is a whole number of these bytes */
};

/* In the order in which they are shown; ends with name NULL. */
extern const struct export_format export_formats[];

/* The format called NAME, whatever its case ("vpc" is "vhd"), or NULL. */
const struct export_format *export_format_named(const char *name);

/* All names with commas between them, for messages. */
char *export_format_names(struct pool *pool);
