/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * "disk.raw" in a sparse tar.gz, as "tar --format=oldgnu -S -c -z" makes it: the form in
 * which Google takes an image ("Import virtual disks", Compute Engine).
 *
 * The map of a sparse file is in front of its data, so the disk is walked twice; holes
 * are found without reading it.
 */
#include <string.h>
#include <zlib.h>

#include "base/bytes.h"
#include "export/crew.h"
#include "export/pack.h"
#include "export/tarhead.h"
#include "export/writer.h"

enum {
	BLOCK = 1 << 20,
	LEVEL = 6, /* gzip's default */
	HOLE = 1 << 16,
	GRAIN = 4096,
	RANGES_MAX = 1 << 20, /* in memory: 16 MiB */
	RECORD = 20 * TAR_BLOCK,
};

struct range {
	uint64_t start, end;
};

struct rawtar {
	const struct export_disk *disk;
	struct sink *sink;
	struct pool *pool;
	struct range *range;
	size_t ranges;
	uint64_t stored; /* bytes of all ranges */
	struct bytes head;
	/* What fill() has come to. */
	size_t head_done, range_at;
	uint64_t in_range, made;
	uint32_t crc;
};

/* 1: too many ranges where holes of HOLE bytes are left out. */
static int find_ranges(struct rawtar *tar, uint64_t hole)
{
	const uint64_t size = tar->disk->size;
	struct range range = { 0, 0 };

	tar->ranges = 0;
	tar->stored = 0;
	for (;;) {
		int got = export_next_data(tar->disk, range.end, hole, GRAIN,
					   &range.start, &range.end);

		if (got < 0)
			return got;
		if (got == 0)
			break;
		if (tar->ranges == RANGES_MAX)
			return 1;
		tar->range[tar->ranges++] = range;
		tar->stored += range.end - range.start;
	}
	/* A file that ends with a hole says so by an empty range at its end. */
	if (tar->ranges == 0 || tar->range[tar->ranges - 1].end < size)
		tar->range[tar->ranges++] = (struct range){ size, size };
	return 0;
}

static void put_pairs(const struct rawtar *tar, size_t first, size_t count,
		      unsigned char *to)
{
	for (size_t i = first; i < first + count && i < tar->ranges; i++) {
		tarhead_number(to, tar->range[i].start);
		tarhead_number(to + TAR_NUMBER, tar->range[i].end - tar->range[i].start);
		to += 2 * TAR_NUMBER;
	}
}

static void make_head(struct rawtar *tar)
{
	struct buf head = { .pool = tar->pool };
	unsigned char block[TAR_BLOCK];
	size_t done = TAR_SPARSE_IN_HEAD;

	tarhead_sparse(block, "disk.raw", tar->stored);
	put_pairs(tar, 0, TAR_SPARSE_IN_HEAD, block + TAR_SPARSE_AT);
	block[TAR_SPARSE_MORE_AT] = done < tar->ranges;
	tarhead_number(block + TAR_SPARSE_REAL_AT, tar->disk->size);
	tarhead_sum(block);
	buf_add(&head, (struct bytes){ block, sizeof(block) });
	for (; done < tar->ranges; done += TAR_SPARSE_IN_BLOCK) {
		memset(block, 0, sizeof(block));
		put_pairs(tar, done, TAR_SPARSE_IN_BLOCK, block);
		block[TAR_SPARSE_BLOCK_MORE_AT] =
			done + TAR_SPARSE_IN_BLOCK < tar->ranges;
		buf_add(&head, (struct bytes){ block, sizeof(block) });
	}
	tar->head = buf_bytes(&head);
}

/* How long the archive is: two empty blocks at its end, and whole records. */
static uint64_t archive_size(const struct rawtar *tar)
{
	uint64_t size = tar->head.len +
			(tar->stored + TAR_BLOCK - 1) / TAR_BLOCK * TAR_BLOCK +
			2 * TAR_BLOCK;

	return (size + RECORD - 1) / RECORD * RECORD;
}

static size_t least(uint64_t a, size_t b)
{
	return a < b ? (size_t)a : b;
}

/* Up to ROOM bytes of what comes next: 0 at the end of the data, or -errno. */
static int next_part(struct rawtar *tar, unsigned char *to, size_t room, size_t *len)
{
	const struct range *range;
	int err;

	*len = least(tar->head.len - tar->head_done, room);
	if (*len) {
		memcpy(to, tar->head.data + tar->head_done, *len);
		tar->head_done += *len;
		return 0;
	}
	if (tar->range_at == tar->ranges)
		return 0;
	range = &tar->range[tar->range_at];
	*len = least(range->end - range->start - tar->in_range, room);
	err = export_read(tar->disk, range->start + tar->in_range, to, *len);
	tar->in_range += *len;
	if (range->start + tar->in_range == range->end) {
		tar->range_at++;
		tar->in_range = 0;
	}
	return err;
}

static int fill(void *arg, struct crew_block *block)
{
	struct rawtar *tar = arg;
	uint64_t left = archive_size(tar) - tar->made;

	if (left == 0)
		return 0;
	block->in_len = 0;
	while (block->in_len < BLOCK) {
		size_t len, at = tar->range_at;
		int err = next_part(tar, block->in + block->in_len, BLOCK - block->in_len,
				    &len);

		if (err)
			return err;
		block->in_len += len;
		if (len == 0 && at == tar->ranges)
			break;
	}
	/* Behind the data there are zeroes. */
	memset(block->in + block->in_len, 0, BLOCK - block->in_len);
	block->in_len = least(left, BLOCK);
	tar->made += block->in_len;
	return 1;
}

static int work(void *arg, void *tool, struct crew_block *block)
{
	(void)arg;
	block->value = (uint32_t)crc32(0, block->in, (unsigned)block->in_len);
	return pack(tool, block->in, block->in_len, block->out,
		    pack_bound(PACK_DEFLATE_PART, BLOCK), &block->out_len);
}

static int drain(void *arg, const struct crew_block *block)
{
	struct rawtar *tar = arg;

	tar->crc = (uint32_t)crc32_combine(tar->crc, block->value, (long)block->in_len);
	return sink_write(tar->sink, block->out, block->out_len);
}

static void *tool_new(void *arg)
{
	(void)arg;
	return packer_new(PACK_DEFLATE_PART, LEVEL);
}

static void tool_free(void *tool)
{
	packer_free(tool);
}

/* One gzip member (RFC 1952), whose deflate blocks were made apart. */
static int write_gzip(struct rawtar *tar)
{
	static const unsigned char head[] = { 0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 3 };
	/* An empty last block (RFC 1951, 3.2.6), the checksum and the size. */
	unsigned char tail[10] = { 3, 0 };
	const struct crew_task task = {
		.in_room = BLOCK,
		.out_room = pack_bound(PACK_DEFLATE_PART, BLOCK),
		.fill = fill,
		.work = work,
		.drain = drain,
		.tool_new = tool_new,
		.tool_free = tool_free,
		.arg = tar,
	};
	int err = sink_write(tar->sink, head, sizeof(head));

	if (!err)
		err = crew_run(&task);
	put_le32(tail + 2, tar->crc);
	put_le32(tail + 6, (uint32_t)tar->made);
	return err ? err : sink_write(tar->sink, tail, sizeof(tail));
}

int rawtar_write(const struct export_job *job, struct sink *sink)
{
	struct rawtar tar = { .disk = job->disk, .sink = sink, .pool = pool_new() };
	uint64_t hole = HOLE;
	int err;

	tar.range = pool_alloc(tar.pool, (RANGES_MAX + 1) * sizeof(*tar.range));
	do {
		err = find_ranges(&tar, hole);
		hole *= 2;
	} while (err > 0);
	if (!err) {
		make_head(&tar);
		err = write_gzip(&tar);
	}
	pool_free(tar.pool);
	return err;
}
