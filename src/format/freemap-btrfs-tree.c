/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <errno.h>

#include "format/crc32c.h"
#include "format/freemap-btrfs.h"

enum {
	HEAD = 0x65,
	ITEM = 25,
	POINTER = 33,
	LEVELS = 8,
};

/* One tree; what is read in it is in the order of the keys. */
struct walk {
	const struct btrfs_nodes *nodes;
	btrfs_take *take;
	void *ctx;
	struct btrfs_key last;
	bool any;
	unsigned char *buffer[LEVELS];
};

struct btrfs_key btrfs_key(const unsigned char *p)
{
	return (struct btrfs_key){ le64(p), p[8], le64(p + 9) };
}

static int compare(const struct btrfs_key *a, const struct btrfs_key *b)
{
	if (a->object != b->object)
		return a->object < b->object ? -1 : 1;
	if (a->type != b->type)
		return a->type < b->type ? -1 : 1;
	return (a->offset > b->offset) - (a->offset < b->offset);
}

const struct btrfs_chunk *btrfs_chunk_at(const struct btrfs_nodes *nodes,
					 uint64_t logical)
{
	size_t low = 0, high = nodes->known.count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;
		const struct btrfs_chunk *chunk = &nodes->known.chunk[middle];

		if (logical < chunk->start)
			high = middle;
		else if (logical - chunk->start >= chunk->size)
			low = middle + 1;
		else
			return chunk;
	}
	return NULL;
}

static int read_node(const struct btrfs_nodes *nodes, struct btrfs_root root,
		     unsigned char *buffer)
{
	const struct btrfs_chunk *chunk = btrfs_chunk_at(nodes, root.logical);
	uint64_t within = chunk ? root.logical - chunk->start : 0;
	int err;

	if (!chunk || chunk->size - within < nodes->size)
		return -EUCLEAN;
	err = freemap_get(nodes->job, chunk->place[0] + within, buffer, nodes->size);
	if (err < 0)
		return err;
	if (le64(buffer + 0x30) != root.logical || buffer[0x64] != root.level ||
	    le64(buffer + 0x50) != root.generation ||
	    le32(buffer + 0x60) > (nodes->size - HEAD) / (root.level ? POINTER : ITEM) ||
	    crc32c(0, (struct bytes){ buffer + 32, nodes->size - 32 }) != le32(buffer))
		return -EUCLEAN;
	return 0;
}

static int take_leaf(struct walk *walk, const unsigned char *leaf)
{
	const struct btrfs_nodes *nodes = walk->nodes;

	for (uint32_t i = 0; i < le32(leaf + 0x60); i++) {
		const unsigned char *head = leaf + HEAD + i * ITEM;
		struct btrfs_key key = btrfs_key(head);
		uint64_t at = (uint64_t)HEAD + le32(head + BTRFS_KEY);
		uint32_t len = le32(head + BTRFS_KEY + 4);
		int err;

		if (at > nodes->size || len > nodes->size - at ||
		    (walk->any && compare(&key, &walk->last) <= 0))
			return -EUCLEAN;
		walk->last = key;
		walk->any = true;
		err = walk->take(walk->ctx, &key, (struct bytes){ leaf + at, len });
		if (err < 0)
			return err;
	}
	return 0;
}

/*
 * The keys of the leaves rise from each to the next, and only the root may be empty, so
 * no node is read twice, however a tree is tangled.
 */
static int read_tree(struct walk *walk, struct btrfs_root root, bool is_root)
{
	unsigned char *node;
	uint32_t items;
	int err;

	if (!walk->buffer[root.level])
		walk->buffer[root.level] =
			pool_alloc(walk->nodes->job->pool, walk->nodes->size);
	node = walk->buffer[root.level];
	err = read_node(walk->nodes, root, node);
	if (err < 0)
		return err;
	items = le32(node + 0x60);
	if (items == 0)
		return is_root && root.level == 0 ? 0 : -EUCLEAN;
	if (root.level == 0)
		return take_leaf(walk, node);
	for (uint32_t i = 0; err == 0 && i < items; i++) {
		const unsigned char *pointer = node + HEAD + i * POINTER;
		struct btrfs_key key = btrfs_key(pointer);

		if (walk->any && compare(&key, &walk->last) <= 0)
			return -EUCLEAN;
		err = read_tree(walk,
				(struct btrfs_root){ le64(pointer + BTRFS_KEY),
						     le64(pointer + BTRFS_KEY + 8),
						     root.level - 1 },
				false);
	}
	return err;
}

int btrfs_read(const struct btrfs_nodes *nodes, struct btrfs_root root, btrfs_take *take,
	       void *ctx)
{
	struct walk walk = { .nodes = nodes, .take = take, .ctx = ctx };

	return root.level < LEVELS ? read_tree(&walk, root, true) : -EUCLEAN;
}
