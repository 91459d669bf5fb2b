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
#include "export/writer.h"

struct export_format {
	const char *name;
	const char *extension; /* of a file in it, with its dot */
	/* QEMU's driver, which reads what was written; NULL: ours does, see VERIFY. */
	const char *driver;
	const char *options; /* with which QEMU creates it ("a=b,c=d"), or NULL */
	/* How blocks can be packed, when asked for; blanks between; NULL: no choice. */
	const char *compression;
	const char *beside;      /* ending of a file that goes with it, or NULL */
	uint64_t align;          /* its disk is a whole number of these bytes */
	bool streams;            /* can be written to a pipe */
	bool plain;              /* the file begins with the disk as it is */
	export_writer *write;    /* NULL: QEMU writes it */
	export_verifier *verify; /* of what QEMU cannot read; NULL: DRIVER does */
};

/* In the order in which they are shown; ends with name NULL. */
extern const struct export_format export_formats[];

/* The format called NAME, whatever its case ("vpc" is "vhd"), or NULL. */
const struct export_format *export_format_named(const char *name);

enum export_which { EXPORT_ALL, EXPORT_STREAMING };

/* The names of all, or of those that can be streamed, with commas, for messages. */
char *export_format_names(struct pool *pool, enum export_which which);
