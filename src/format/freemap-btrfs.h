/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Between the two files of btrfs: the nodes of its trees, by logical address.
 *
 * The one law: a node is taken only with the sum, address, level and generation that the
 * one above it says, and none is read twice.
 */
#pragma once

#include "format/freemap-internal.h"

enum {
	BTRFS_KEY = 17, /* bytes */
	BTRFS_NODE_MAX = 65536,
};

struct btrfs_key {
	uint64_t object;
	unsigned type;
	uint64_t offset;
};

struct btrfs_chunk {
	uint64_t start, size; /* logical */
	uint64_t place[2];    /* on the device */
	unsigned copies;
};

struct btrfs_chunks {
	struct btrfs_chunk *chunk; /* by logical address, apart */
	size_t count;
};

/* Where a tree begins. */
struct btrfs_root {
	uint64_t logical, generation;
	unsigned level;
};

/* What is needed to read a tree. */
struct btrfs_nodes {
	const struct freemap_job *job;
	uint32_t size; /* of a node, bytes */
	struct btrfs_chunks known;
};

struct btrfs_key btrfs_key(const unsigned char *p);

/* The chunk in which LOGICAL is, or NULL. */
const struct btrfs_chunk *btrfs_chunk_at(const struct btrfs_nodes *nodes,
					 uint64_t logical);

/* Called for each item of a tree, in order; below 0 it ends the reading. */
typedef int btrfs_take(void *ctx, const struct btrfs_key *key, struct bytes item);

/* Read the whole tree at ROOT.  0, -EUCLEAN, or what TAKE said. */
int btrfs_read(const struct btrfs_nodes *nodes, struct btrfs_root root, btrfs_take *take,
	       void *ctx);
