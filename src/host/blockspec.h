/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * How QEMU and qemu-img are told of a disk: a tree of nodes with every driver and every
 * file named (BlockdevOptions of QEMU's QMP reference).
 *
 * The one law: nothing is left for QEMU to probe or to follow; a missing backing file is
 * said with "backing": null.
 */
#pragma once

#include <jansson.h>

#include "host/chain.h"

/* IMAGE and all below it, read-only.  The caller's to json_decref(). */
json_t *blockspec_image(const struct image *image);

/* IMAGE by itself, for "qemu-img info", which opens no backing file. */
json_t *blockspec_alone(const struct image *image);

/* IMAGE itself writable, what is below it read-only. */
json_t *blockspec_writable(const struct image *image);

/*
 * The qcow2 file OVERLAY over IMAGE; what the guest discards is dropped.  Writable where
 * QEMU has it so (-blockdev), read-only where qemu-img reads.
 */
json_t *blockspec_overlay(const char *overlay, const struct image *image);

/* The single file PATH in the format DRIVER, read-only. */
json_t *blockspec_file(const char *path, const char *driver);

/* "json:{…}", what qemu-img takes for a file name.  Takes the caller's reference. */
char *blockspec_name(struct pool *pool, json_t *spec);
