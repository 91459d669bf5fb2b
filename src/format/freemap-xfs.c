/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * XFS: each allocation group keeps its free extents in a tree sorted by block.  It is
 * read from the disk, for FS_IOC_GETFSMAP wants the file system mounted, tells nothing
 * without a reverse map but this same tree, and trusts it.
 *
 * Layouts: Linux fs/xfs/libxfs/xfs_format.h; "XFS Algorithms & Data Structures", 3rd
 * edition, chapter 13.
 */
#include <errno.h>
#include <string.h>

#include "format/crc32c.h"
#include "format/freemap-internal.h"
#include "format/superblock-internal.h"

enum {
	SUPER = 512,
	BLOCK_MAX = 65536,
	AGF_CRC = 216,
	HEADERS = 4, /* sectors at the start of a group: never free */
	BLOCK_CRC = 52,
	LEVELS_MAX = 9,
	LAZY = 0x2, /* of sb_features2: blocks of the free space trees count as free */
	MOREBITS = 0x8000,
	V5 = 5,
};

struct xfs {
	uint32_t block, sector; /* bytes */
	uint64_t blocks;
	uint32_t group_blocks, groups;
	bool v5, lazy;
	uint64_t counted;      /* free blocks, as the superblock says */
	uint64_t found;        /* as it counts them */
	unsigned char *buffer; /* of one block */
};

/* By block, and by length. */
enum { TREES = 2 };

static const struct kind {
	const char *magic[2]; /* of version 4 and 5 */
	bool by_length;
} kinds[TREES] = {
	{ { "ABTB", "AB3B" }, false },
	{ { "ABTC", "AB3C" }, true },
};

struct group {
	uint32_t number, blocks;
	uint64_t start; /* bytes */
	uint32_t root[TREES], levels[TREES], free;
};

/* One tree, while its records are read. */
struct reading {
	const struct kind *kind;
	uint64_t last[2]; /* of the record before, in the order of the tree */
	bool any;
	uint64_t free; /* blocks */
	uint64_t sum;  /* of the records, in whatever order */
};

static int read_head(const struct freemap_job *job, struct xfs *xfs)
{
	unsigned char s[SUPER];
	int err = freemap_get(job, 0, s, SUPER);

	if (err < 0)
		return err;
	xfs->block = be32(s + 4);
	xfs->blocks = be64(s + 8);
	xfs->group_blocks = be32(s + 84);
	xfs->groups = be32(s + 88);
	xfs->sector = be16(s + 102);
	xfs->v5 = job->super->version == V5;
	xfs->lazy = xfs->v5 || ((be16(s + 100) & MOREBITS) && (be32(s + 200) & LAZY));
	xfs->counted = be64(s + 144);
	if ((job->super->version != V5 && job->super->version != 4) ||
	    xfs->block < SUPER || xfs->block > BLOCK_MAX ||
	    (xfs->block & (xfs->block - 1)) || xfs->sector < SUPER ||
	    xfs->sector > 32768 || (xfs->sector & (xfs->sector - 1)) ||
	    xfs->sector > xfs->block || xfs->groups == 0 || xfs->group_blocks == 0 ||
	    xfs->blocks > job->size / xfs->block ||
	    (uint64_t)xfs->groups * xfs->group_blocks < xfs->blocks ||
	    (uint64_t)(xfs->groups - 1) * xfs->group_blocks >= xfs->blocks)
		return -EUCLEAN;
	return 0;
}

/* Its sum is made with zeros where it stands itself. */
static bool sum_is_right(const unsigned char *data, size_t len, size_t place)
{
	static const unsigned char zeros[4];
	uint32_t sum = crc32c(0, (struct bytes){ data, place });

	sum = crc32c(sum, (struct bytes){ zeros, sizeof(zeros) });
	sum = crc32c(sum, (struct bytes){ data + place + 4, len - place - 4 });
	return sum == le32(data + place);
}

static int read_group(const struct freemap_job *job, struct xfs *xfs, struct group *group)
{
	unsigned char *s = xfs->buffer;
	int err = freemap_get(job, group->start + xfs->sector, s, xfs->sector);

	if (err < 0)
		return err;
	for (unsigned i = 0; i < TREES; i++) {
		group->root[i] = be32(s + 16 + 4 * i);
		group->levels[i] = be32(s + 28 + 4 * i);
		if (group->levels[i] == 0 || group->levels[i] > LEVELS_MAX)
			return -EUCLEAN;
	}
	group->free = be32(s + 52);
	if (memcmp(s, "XAGF", 4) != 0 || be32(s + 4) != 1 ||
	    be32(s + 8) != group->number || be32(s + 12) != group->blocks ||
	    (xfs->v5 && !sum_is_right(s, xfs->sector, AGF_CRC)))
		return -EUCLEAN;
	xfs->found += group->free + be32(s + 48) + (xfs->lazy ? be32(s + 60) : 0u);
	return 0;
}

/* A block of the tree, LEVEL above its leaves, into the buffer. */
static int read_block(const struct freemap_job *job, struct xfs *xfs,
		      const struct group *group, const struct kind *kind, uint32_t which,
		      uint32_t level)
{
	unsigned char *s = xfs->buffer;
	size_t head = xfs->v5 ? 56 : 16;
	size_t most = (xfs->block - head) / (level ? 12 : 8);
	int err;

	if (which >= group->blocks)
		return -EUCLEAN;
	err = freemap_get(job, group->start + (uint64_t)which * xfs->block, s,
			  xfs->block);
	if (err < 0)
		return err;
	if (memcmp(s, kind->magic[xfs->v5], 4) != 0 || be16(s + 4) != level ||
	    be16(s + 6) > most)
		return -EUCLEAN;
	if (xfs->v5 &&
	    (be32(s + 48) != group->number ||
	     be64(s + 16) != (group->start + (uint64_t)which * xfs->block) / 512 ||
	     !sum_is_right(s, xfs->block, BLOCK_CRC)))
		return -EUCLEAN;
	return 0;
}

static uint64_t mixed(uint64_t start, uint64_t count)
{
	uint64_t x = (start << 32 | count) * 0x9e3779b97f4a7c15u;

	return (x ^ x >> 29) * 0xbf58476d1ce4e5b9u;
}

/* One record, behind the one before it. */
static int take_record(const struct freemap_job *job, const struct xfs *xfs,
		       const struct group *group, struct reading *reading, uint64_t start,
		       uint64_t count)
{
	uint64_t first = reading->kind->by_length ? count : start;
	uint64_t second = reading->kind->by_length ? start : 0;
	const uint64_t *last = reading->last;

	if (count == 0 || start + count > group->blocks ||
	    start < (HEADERS * xfs->sector + xfs->block - 1) / xfs->block)
		return -EUCLEAN;
	if (reading->any && (first < last[0] || (first == last[0] && second <= last[1])))
		return -EUCLEAN;
	if (!reading->kind->by_length)
		freemap_add(job->map, group->start + start * xfs->block,
			    count * xfs->block);
	reading->last[0] = reading->kind->by_length ? first : start + count;
	reading->last[1] = reading->kind->by_length ? second : 0;
	reading->any = true;
	reading->free += count;
	reading->sum += mixed(start, count);
	return 0;
}

static int take_leaf(const struct freemap_job *job, const struct xfs *xfs,
		     const struct group *group, struct reading *reading)
{
	const unsigned char *record = xfs->buffer + (xfs->v5 ? 56 : 16);
	int err = 0;

	for (unsigned i = 0; err == 0 && i < be16(xfs->buffer + 6); i++, record += 8)
		err = take_record(job, xfs, group, reading, be32(record),
				  be32(record + 4));
	return err;
}

/* Down to the first leaf, then along all: each must go on behind the one before. */
static int read_tree(const struct freemap_job *job, struct xfs *xfs,
		     const struct group *group, struct reading *reading, unsigned tree)
{
	uint32_t which = group->root[tree], left = group->blocks;
	size_t head = xfs->v5 ? 56 : 16, most = (xfs->block - head) / 12;

	reading->kind = &kinds[tree];
	for (uint32_t level = group->levels[tree] - 1; level > 0; level--) {
		int err = read_block(job, xfs, group, reading->kind, which, level);

		if (err < 0 || be16(xfs->buffer + 6) == 0)
			return err < 0 ? err : -EUCLEAN;
		which = be32(xfs->buffer + head + most * 8);
	}
	while (which != UINT32_MAX) {
		int err = read_block(job, xfs, group, reading->kind, which, 0);

		/* An empty leaf in a ring of them would have no end. */
		if (err == 0 && left-- == 0)
			err = -EUCLEAN;
		if (err == 0)
			err = take_leaf(job, xfs, group, reading);
		if (err < 0)
			return err;
		which = be32(xfs->buffer + 12);
	}
	return reading->free == group->free ? 0 : -EUCLEAN;
}

static int read_trees(const struct freemap_job *job, struct xfs *xfs,
		      const struct group *group)
{
	struct reading reading[TREES] = { 0 };
	int err = 0;

	for (unsigned i = 0; err == 0 && i < TREES; i++)
		err = read_tree(job, xfs, group, &reading[i], i);
	return err < 0 || reading[0].sum == reading[1].sum ? err : -EUCLEAN;
}

int freemap_xfs(struct freemap_job *job)
{
	struct xfs xfs = { 0 };
	int err = read_head(job, &xfs);

	if (err < 0)
		return err;
	xfs.buffer = pool_alloc(job->pool, xfs.block);
	for (uint32_t i = 0; i < xfs.groups; i++) {
		uint64_t first = (uint64_t)i * xfs.group_blocks;
		uint64_t left = xfs.blocks - first;
		struct group group = {
			.number = i,
			.blocks = left < xfs.group_blocks ? (uint32_t)left
							  : xfs.group_blocks,
			.start = first * xfs.block,
		};

		err = read_group(job, &xfs, &group);
		if (err == 0)
			err = read_trees(job, &xfs, &group);
		if (err < 0)
			return err;
	}
	return xfs.found == xfs.counted ? 0 : -EUCLEAN;
}
