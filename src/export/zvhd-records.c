/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "export/zvhd-internal.h"

#include <string.h>

/* RFC 1950, 2.2: deflate with a window of 32 KiB, the fastest level. */
static const unsigned char zlib_head[] = { 0x78, 0x01 };

uint32_t zvhd_record_bytes(size_t packed)
{
	size_t bytes = ZVHD_RECORD_HEAD + packed + sizeof("end");

	return (uint32_t)((bytes + ZVHD_UNIT - 1) / ZVHD_UNIT * ZVHD_UNIT);
}

static int fill(void *arg, struct crew_block *block)
{
	struct zvhd_records *records = arg;

	block->in_len = ZVHD_BLOCK;
	return walk_next(&records->walk, block->in, &block->number);
}

/* The whole record; OUT_LEN 0: the block is all zero. */
static int work(void *arg, void *tool, struct crew_block *block)
{
	const struct zvhd_records *records = arg;
	size_t room = pack_bound(records->kind, ZVHD_BLOCK), packed;
	unsigned char *record = block->out, *at = record + ZVHD_RECORD_HEAD;
	int err;

	block->out_len = 0;
	if (all_zero(block->in, ZVHD_BLOCK))
		return 0;
	/* Two bytes are left for the head of the stream, which the first one has. */
	err = pack(tool, block->in, ZVHD_BLOCK, at + sizeof(zlib_head), room, &packed);
	if (err)
		return err;
	memset(record, 0, ZVHD_RECORD_HEAD);
	memcpy(record, "hwstream bg", 12);
	put_le32(record + 16, (uint32_t)block->number);
	block->out_len = packed;
	return 0;
}

/* The record around what was packed. */
static void finish_record(const struct zvhd_records *records, unsigned char *record,
			  size_t *packed)
{
	unsigned char *at = record + ZVHD_RECORD_HEAD;
	uint32_t len;

	if (records->kind == PACK_DEFLATE_PART && records->head->stored == 0) {
		memcpy(at, zlib_head, sizeof(zlib_head));
		*packed += sizeof(zlib_head);
	} else {
		memmove(at, at + sizeof(zlib_head), *packed);
	}
	put_le32(record + 12, (uint32_t)*packed);
	len = zvhd_record_bytes(*packed);
	memset(at + *packed, 0, len - ZVHD_RECORD_HEAD - *packed);
	memcpy(record + len - sizeof("end"), "end", sizeof("end"));
}

static int drain(void *arg, const struct crew_block *block)
{
	struct zvhd_records *records = arg;
	unsigned char entry[ZVHD_INDEX_ENTRY];
	size_t packed = block->out_len;
	uint32_t len;

	if (packed == 0)
		return 0;
	finish_record(records, block->out, &packed);
	len = zvhd_record_bytes(packed);
	if (records->index) {
		put_le64(entry, records->sink->at);
		put_le32(entry + 8, (uint32_t)block->number);
		put_le32(entry + 12, len);
		buf_add(records->index, (struct bytes){ entry, sizeof(entry) });
		records->bitmap[block->number / 8] |=
			(unsigned char)(1 << block->number % 8);
	}
	records->head->stored++;
	return sink_write(records->sink, block->out, len);
}

static void *tool_new(void *arg)
{
	const struct zvhd_records *records = arg;

	return packer_new(records->kind, records->level);
}

static void tool_free(void *tool)
{
	packer_free(tool);
}

int zvhd_records_write(struct zvhd_records *records)
{
	const struct crew_task task = {
		.in_room = ZVHD_BLOCK,
		.out_room = pack_bound(records->kind, ZVHD_BLOCK) + ZVHD_RECORD_HEAD +
			    sizeof(zlib_head) + ZVHD_UNIT,
		.fill = fill,
		.work = work,
		.drain = drain,
		.tool_new = tool_new,
		.tool_free = tool_free,
		.arg = records,
	};

	return crew_run(&task);
}
