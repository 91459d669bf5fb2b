/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Whether an XFS log ends with the record that unmounting writes.
 *
 * The log is a ring of 512-byte blocks.  Each starts with the number of the round it was
 * written in, a record's first block with a magic number and then the round; so the head
 * is where the number falls (fs/xfs/xfs_log_recover.c, xlog_find_head).  It is looked for
 * by halving: some twenty reads, however long the log is.
 */
#include "format/superblock-internal.h"

enum {
	BLOCK = 512,
	MAGIC = 0, /* offsets of a record's header, */
	CYCLE = 4,
	VERSION = 8,
	LENGTH = 12,
	OPERATIONS = 40,
	ROOM = 320,   /* the size the writer's buffers have */
	OP_FLAGS = 9, /* and of the operation that follows it */
	UNMOUNT = 0x20,
	RECORD_MAX = 256 * 1024, /* bytes of one record, its headers not counted */
	HEADER_COVERS = 32 * 1024,
	BACK_MAX = 2 * (RECORD_MAX / BLOCK + RECORD_MAX / HEADER_COVERS),
};

static const uint32_t record_magic = 0xfeedbabe;

struct log {
	const struct superblock_source *source;
	uint64_t offset, blocks;
	unsigned char block[BLOCK];
	int err;
};

static const unsigned char *block_at(struct log *log, uint64_t number)
{
	log->err = log->source->read(log->source->ctx, log->offset + number * BLOCK,
				     log->block, BLOCK);
	return log->err < 0 ? NULL : log->block;
}

static uint32_t cycle_at(struct log *log, uint64_t number)
{
	const unsigned char *block = block_at(log, number);

	if (!block)
		return 0;
	return be32(block) == record_magic ? be32(block + CYCLE) : be32(block);
}

/* The first block that is older than the first of all; their number where none is. */
static uint64_t find_head(struct log *log)
{
	uint32_t first = cycle_at(log, 0);
	uint64_t low = 0, high = log->blocks;

	while (!log->err && high - low > 1) {
		uint64_t middle = low + (high - low) / 2;

		if (cycle_at(log, middle) == first)
			low = middle;
		else
			high = middle;
	}
	return high;
}

/* Blocks of the headers of the record whose first one is in log->block. */
static uint64_t header_blocks(const struct log *log)
{
	uint32_t room = be32(log->block + ROOM);

	if (!(be32(log->block + VERSION) & 2) || room <= HEADER_COVERS)
		return 1;
	return room > RECORD_MAX ? RECORD_MAX / HEADER_COVERS
				 : (room + HEADER_COVERS - 1) / HEADER_COVERS;
}

/* The record of the block AT is in log->block: the last one, if it ends at HEAD. */
static enum superblock_log judge(struct log *log, uint64_t at, uint64_t head)
{
	uint64_t headers = header_blocks(log);
	uint64_t data = ((uint64_t)be32(log->block + LENGTH) + BLOCK - 1) / BLOCK;
	const unsigned char *block;

	if ((at + headers + data) % log->blocks != head % log->blocks ||
	    be32(log->block + OPERATIONS) != 1)
		return LOG_DIRTY;
	block = block_at(log, (at + headers) % log->blocks);
	if (!block)
		return LOG_UNKNOWN;
	return block[OP_FLAGS] & UNMOUNT ? LOG_CLEAN : LOG_DIRTY;
}

enum superblock_log superblock_xfs_log(const struct superblock_source *source,
				       uint64_t offset, uint64_t size)
{
	struct log log = { .source = source, .offset = offset, .blocks = size / BLOCK };
	uint64_t head;

	if (log.blocks < 2)
		return LOG_UNKNOWN;
	head = find_head(&log);
	for (uint64_t back = 1; !log.err && back <= BACK_MAX && back <= log.blocks;
	     back++) {
		uint64_t at = (head + log.blocks - back) % log.blocks;
		const unsigned char *block = block_at(&log, at);

		if (block && be32(block + MAGIC) == record_magic)
			return judge(&log, at, head);
	}
	/* One that was never used may hold nothing but zeros. */
	if (!log.err && cycle_at(&log, 0) == 0 && !log.err)
		return LOG_CLEAN;
	return log.err ? LOG_UNKNOWN : LOG_DIRTY;
}
