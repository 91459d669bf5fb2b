/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * btrfs on one device: what no chunk has, and in each chunk what no extent has.  The
 * chunk tree says where on the device a logical address is, the extent tree which of them
 * are in use (Linux include/uapi/linux/btrfs_tree.h; btrfs.readthedocs.io, "On-disk
 * format").
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "format/crc32c.h"
#include "format/freemap-btrfs.h"

enum {
	SUPER_PLACE = 64 * 1024,
	SUPER_SIZE = 4096,
	SUPER_AREA = 64 * 1024, /* around each copy; nothing is stored there */
	FIRST_BYTES = 1 << 20,  /* left to boot loaders */
	SYS_ARRAY = 0x32b,
	SYS_ARRAY_MAX = 2048,
	FLAGS_GOOD = 3, /* of the superblock: written, relocated */
	CHUNK = 48,
	STRIPE = 32,
	CHUNKS_MAX = 1 << 20,
	ROOT_ITEM_LEAST = 239,
	TYPE_ROOT = 132,
	TYPE_EXTENT = 168,
	TYPE_METADATA = 169,
	TYPE_CHUNK = 228,
	EXTENT_TREE = 2,
	KIND_DUP = 1 << 5,
	KIND_KNOWN = 7 | KIND_DUP, /* data, system, metadata; on one device */
};

struct btrfs {
	struct btrfs_nodes nodes;
	unsigned char super[SUPER_SIZE];
	uint64_t device_size;
	struct btrfs_chunks found; /* those that are being read */
	struct btrfs_root extents;
	/* While the extent tree is read. */
	size_t at;     /* the chunk that is being read */
	uint64_t end;  /* of the extent before, or where the chunk starts */
	uint64_t used; /* bytes of all extents */
};

/* Where a chunk is on the device. */
static int read_stripes(const struct btrfs *fs, struct bytes item,
			struct btrfs_chunk *chunk)
{
	for (unsigned i = 0; i < chunk->copies; i++) {
		const unsigned char *stripe = item.data + CHUNK + i * STRIPE;

		chunk->place[i] = le64(stripe + 8);
		if (le64(stripe) != le64(fs->super + 0xc9) ||
		    chunk->place[i] > fs->device_size - chunk->size)
			return -EUCLEAN;
	}
	return 0;
}

static int take_chunk(void *ctx, const struct btrfs_key *key, struct bytes item)
{
	struct btrfs *fs = ctx;
	struct btrfs_chunk chunk = { .start = key->offset };
	struct btrfs_chunks *found = &fs->found;
	uint64_t kind;
	int err;

	if (key->type != TYPE_CHUNK)
		return 0;
	if (item.len < CHUNK + STRIPE || found->count == CHUNKS_MAX)
		return -EUCLEAN;
	chunk.size = le64(item.data);
	kind = le64(item.data + 24);
	chunk.copies = le16(item.data + 44);
	if (kind & ~(uint64_t)KIND_KNOWN)
		return -ENOTSUP;
	if (chunk.copies != (kind & KIND_DUP ? 2 : 1) ||
	    item.len < CHUNK + chunk.copies * STRIPE || chunk.size == 0 ||
	    chunk.size > fs->device_size || chunk.start > UINT64_MAX - chunk.size)
		return -EUCLEAN;
	err = read_stripes(fs, item, &chunk);
	if (err < 0)
		return err;
	/* Room doubles. */
	if ((found->count & (found->count + 1)) == 0)
		found->chunk = pool_grow(fs->nodes.job->pool, found->chunk,
					 found->count * sizeof(chunk),
					 (2 * found->count + 1) * sizeof(chunk));
	found->chunk[found->count++] = chunk;
	return 0;
}

static int by_start(const void *a, const void *b)
{
	const struct btrfs_chunk *one = a, *other = b;

	return (one->start > other->start) - (one->start < other->start);
}

/* What was found is what is known from now on. */
static int know(struct btrfs *fs)
{
	struct btrfs_chunks *found = &fs->found;

	if (found->count == 0)
		return -EUCLEAN;
	qsort(found->chunk, found->count, sizeof(*found->chunk), by_start);
	for (size_t i = 1; i < found->count; i++)
		if (found->chunk[i].start - found->chunk[i - 1].start <
		    found->chunk[i - 1].size)
			return -EUCLEAN;
	fs->nodes.known = *found;
	*found = (struct btrfs_chunks){ 0 };
	return 0;
}

/* The chunks in which the chunk tree lies; all others are in that. */
static int read_system_chunks(struct btrfs *fs)
{
	struct bytes rest = { fs->super + SYS_ARRAY, le32(fs->super + 0xa0) };

	if (rest.len > SYS_ARRAY_MAX)
		return -EUCLEAN;
	while (rest.len >= BTRFS_KEY + CHUNK) {
		struct btrfs_key key = btrfs_key(rest.data);
		size_t len = CHUNK + (size_t)le16(rest.data + BTRFS_KEY + 44) * STRIPE;
		int err;

		if (key.type != TYPE_CHUNK || rest.len < BTRFS_KEY + len)
			return -EUCLEAN;
		err = take_chunk(fs, &key, bytes_slice(rest, BTRFS_KEY, len));
		if (err < 0)
			return err;
		rest = bytes_slice(rest, BTRFS_KEY + len, rest.len);
	}
	return rest.len ? -EUCLEAN : know(fs);
}

static int read_chunks(struct btrfs *fs)
{
	struct btrfs_root root = { le64(fs->super + 0x58), le64(fs->super + 0xa4),
				   fs->super[0xc7] };
	int err = read_system_chunks(fs);

	if (err == 0)
		err = btrfs_read(&fs->nodes, root, take_chunk, fs);
	return err < 0 ? err : know(fs);
}

static int take_root(void *ctx, const struct btrfs_key *key, struct bytes item)
{
	struct btrfs *fs = ctx;

	if (key->object != EXTENT_TREE || key->type != TYPE_ROOT || key->offset)
		return 0;
	if (item.len < ROOT_ITEM_LEAST)
		return -EUCLEAN;
	fs->extents = (struct btrfs_root){ le64(item.data + 176), le64(item.data + 160),
					   item.data[238] };
	return 0;
}

/* Up to the logical address END of the chunk that is being read, nothing is in use. */
static void add_gap(struct btrfs *fs, uint64_t end)
{
	const struct btrfs_chunk *chunk = &fs->nodes.known.chunk[fs->at];

	for (unsigned i = 0; i < chunk->copies; i++)
		freemap_add(fs->nodes.job->map,
			    chunk->place[i] + (fs->end - chunk->start), end - fs->end);
}

static void next_chunk(struct btrfs *fs)
{
	const struct btrfs_chunk *chunk = &fs->nodes.known.chunk[fs->at];

	add_gap(fs, chunk->start + chunk->size);
	if (++fs->at < fs->nodes.known.count)
		fs->end = fs->nodes.known.chunk[fs->at].start;
}

static int take_extent(void *ctx, const struct btrfs_key *key, struct bytes item)
{
	struct btrfs *fs = ctx;
	const struct btrfs_chunk *chunk;
	uint64_t size;

	(void)item;
	if (key->type != TYPE_EXTENT && key->type != TYPE_METADATA)
		return 0;
	size = key->type == TYPE_EXTENT ? key->offset : fs->nodes.size;
	chunk = btrfs_chunk_at(&fs->nodes, key->object);
	if (!chunk || size == 0 || size > chunk->size - (key->object - chunk->start))
		return -EUCLEAN;
	while (&fs->nodes.known.chunk[fs->at] < chunk)
		next_chunk(fs);
	if (&fs->nodes.known.chunk[fs->at] != chunk || key->object < fs->end)
		return -EUCLEAN;
	add_gap(fs, key->object);
	fs->end = key->object + size;
	fs->used += size;
	return 0;
}

static int read_extents(struct btrfs *fs)
{
	struct btrfs_root root = { le64(fs->super + 0x50), le64(fs->super + 0x48),
				   fs->super[0xc6] };
	int err = btrfs_read(&fs->nodes, root, take_root, fs);

	if (err < 0)
		return err;
	if (!fs->extents.logical)
		return -EUCLEAN;
	fs->end = fs->nodes.known.chunk[0].start;
	err = btrfs_read(&fs->nodes, fs->extents, take_extent, fs);
	if (err < 0)
		return err;
	while (fs->at < fs->nodes.known.count)
		next_chunk(fs);
	return fs->used == le64(fs->super + 0x78) ? 0 : -EUCLEAN;
}

/* What no chunk has; two chunks in one place are damage. */
static int add_unallocated(struct btrfs *fs)
{
	const struct btrfs_chunks *known = &fs->nodes.known;
	struct freemap_range *taken =
		pool_alloc(fs->nodes.job->pool, 2 * known->count * sizeof(*taken));
	size_t count = 0;
	uint64_t end = 0;

	for (size_t i = 0; i < known->count; i++)
		for (unsigned n = 0; n < known->chunk[i].copies; n++)
			taken[count++] = (struct freemap_range){ known->chunk[i].place[n],
								 known->chunk[i].size };
	qsort(taken, count, sizeof(*taken), freemap_by_start);
	for (size_t i = 0; i < count; i++) {
		if (taken[i].start < end)
			return -EUCLEAN;
		freemap_add(fs->nodes.job->map, end, taken[i].start - end);
		end = taken[i].start + taken[i].size;
	}
	freemap_add(fs->nodes.job->map, end, fs->device_size - end);
	return 0;
}

static int read_super(struct btrfs *fs)
{
	unsigned char *s = fs->super;
	int err = freemap_get(fs->nodes.job, SUPER_PLACE, s, SUPER_SIZE);

	if (err < 0)
		return err;
	fs->nodes.size = le32(s + 0x94);
	fs->device_size = le64(s + 0xd1);
	/* Other sums than CRC-32C; other devices. */
	if (le16(s + 0xc4) || fs->nodes.job->super->devices != 1)
		return -ENOTSUP;
	if (crc32c(0, (struct bytes){ s + 32, SUPER_SIZE - 32 }) != le32(s) ||
	    le64(s + 0x30) != SUPER_PLACE || (le64(s + 0x38) & ~(uint64_t)FLAGS_GOOD) ||
	    fs->nodes.size < 4096 || fs->nodes.size > BTRFS_NODE_MAX ||
	    (fs->nodes.size & (fs->nodes.size - 1)) ||
	    fs->device_size > fs->nodes.job->size || fs->device_size < FIRST_BYTES)
		return -EUCLEAN;
	return 0;
}

int freemap_btrfs(struct freemap_job *job)
{
	static const uint64_t supers[] = { SUPER_PLACE, 64ull << 20, 256ull << 30,
					   1ull << 50 };
	struct btrfs *fs = pool_alloc(job->pool, sizeof(*fs));
	int err;

	fs->nodes.job = job;
	err = read_super(fs);
	if (err == 0)
		err = read_chunks(fs);
	if (err == 0)
		err = read_extents(fs);
	if (err == 0)
		err = add_unallocated(fs);
	if (err == 0)
		err = freemap_sort(job->map);
	if (err < 0)
		return err;
	freemap_keep(job->map, 0, FIRST_BYTES);
	for (size_t i = 0; i < sizeof(supers) / sizeof(*supers); i++)
		freemap_keep(job->map, supers[i], SUPER_AREA);
	return 0;
}
