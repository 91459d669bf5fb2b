/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A copy-on-write layer over a disk of this machine: a snapshot of the device mapper
 * whose changes are kept in memory, and a loop device on it, for its partitions.
 *
 * The one law: the disk below is not written.  The kernel holds it read-only as long as
 * the layer is there, and the layer ends with this process, however that ends.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "base/pool.h"

/* Memory for what all layers of one run hold; it is given back with the process. */
struct layer_store {
	int fd;        /* a file system in memory that is mounted nowhere */
	uint64_t room; /* bytes, of all layers together */
};

struct layer {
	const char *disk; /* the name of the disk below: "sda" */
	const char *node; /* the name of the device to use instead: "loop1" */
	char mapped[128]; /* its name in the device mapper */
	int below, fd;    /* the disk; the device that keeps the layer alive */
	bool was_read_only;
};

/* Take half of the memory that is free.  0, or -errno with one line in *WHY. */
int layer_store_open(struct pool *pool, struct layer_store *store, const char **why);

/*
 * Lay an empty layer over the disk NAME.  0, or -errno with one line in *WHY: -EBUSY
 * where a partition of it is mounted or something else uses it.
 */
int layer_make(struct pool *pool, const struct layer_store *store, const char *name,
	       struct layer *layer, const char **why);

/*
 * Whether the layer has lost changes, because they did not fit into memory; then nothing
 * that was read from it since is true.
 */
bool layer_is_lost(const struct layer *layer);

/* Throw the layer away; nothing may use its device any more.  0 or -errno. */
int layer_end(struct layer *layer);
