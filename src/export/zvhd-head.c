/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "export/zvhd-internal.h"

#include <errno.h>
#include <string.h>
#include <sys/random.h>
#include <time.h>

enum {
	YEAR_2000 = 946684800,
	GIB = 1 << 30,
	FIELDS_OF_ZVHD = 87, /* what follows is of ZVHD2 alone */
	SUM_AT = 64,
	RECORDS_OF_SEGMENT = ZVHD_INDEX_SEGMENT / ZVHD_INDEX_ENTRY,
	BLOCKS_OF_SEGMENT = ZVHD_BITMAP_SEGMENT * 8,
};

static uint64_t in_whole(uint64_t size, uint64_t unit)
{
	return (size + unit - 1) / unit;
}

uint64_t zvhd_index_bytes(const struct zvhd_head *head)
{
	return in_whole(head->stored, RECORDS_OF_SEGMENT) * ZVHD_INDEX_SEGMENT;
}

uint64_t zvhd_bitmap_bytes(const struct zvhd_head *head)
{
	return in_whole(head->blocks, BLOCKS_OF_SEGMENT) * ZVHD_BITMAP_SEGMENT;
}

int zvhd_head_begin(struct zvhd_head *head, uint64_t size)
{
	uint64_t blocks = in_whole(size, ZVHD_BLOCK);

	head->size = size;
	head->blocks = (uint32_t)blocks;
	head->seconds = (uint32_t)(time(NULL) - YEAR_2000);
	if (getrandom(head->uuid, sizeof(head->uuid), 0) != sizeof(head->uuid))
		return -EIO;
	/* Their index, which has 32 bits for its size, is to hold all blocks. */
	return blocks > UINT32_MAX / ZVHD_INDEX_ENTRY - RECORDS_OF_SEGMENT ? -EFBIG : 0;
}

static uint32_t sum_of(const unsigned char *head)
{
	uint32_t sum = 0;

	for (size_t i = 0; i < ZVHD_HEAD; i++)
		if (i < SUM_AT || i >= SUM_AT + 4)
			sum += head[i];
	return ~sum;
}

/* In the header of a file that is still to be written these are 0. */
static void put_tables(const struct zvhd_head *head, unsigned char *to)
{
	if (!head->bitmap)
		return;
	put_le64(to + 96, head->index);
	put_le64(to + 104, head->bitmap);
	put_le32(to + 112, (uint32_t)zvhd_index_bytes(head));
	put_le32(to + 116, (uint32_t)zvhd_bitmap_bytes(head));
	put_le32(to + 128, (uint32_t)(zvhd_index_bytes(head) / ZVHD_INDEX_SEGMENT));
	put_le32(to + 132, (uint32_t)(zvhd_bitmap_bytes(head) / ZVHD_BITMAP_SEGMENT));
}

static void put_zvhd2(const struct zvhd_head *head, unsigned char *to)
{
	to[FIELDS_OF_ZVHD] = 1;
	put_le32(to + 88, ZVHD_BLOCK);
	put_le32(to + 92, head->blocks);
	put_tables(head, to);
	put_le32(to + 120, ZVHD_INDEX_SEGMENT);
	put_le32(to + 124, ZVHD_BITMAP_SEGMENT);
	put_le32(to + 136, head->stored);
	to[141] = head->pack == PACK_ZSTD;
}

void zvhd_head_put(const struct zvhd_head *head, unsigned char *to)
{
	memset(to, 0, ZVHD_UNIT);
	memcpy(to, head->is_zvhd2 ? "z2strm\0" : "stream\0", 8);
	put_le32(to + 8, 2);
	put_le32(to + 12, 0x10000);
	put_le64(to + 16, UINT64_MAX);
	put_le32(to + 24, head->seconds);
	memcpy(to + 28, "tap", 4);
	put_le32(to + 32, 0x10004);
	put_le64(to + 40, head->size);
	put_le64(to + 48, in_whole(head->size, GIB) * GIB);
	put_le32(to + 60, 4);
	memcpy(to + 68, head->uuid, sizeof(head->uuid));
	if (head->is_zvhd2)
		put_zvhd2(head, to);
	put_le32(to + SUM_AT, sum_of(to));
}

int zvhd_head_get(struct zvhd_head *head, const unsigned char *from)
{
	*head = (struct zvhd_head){ .is_zvhd2 = memcmp(from, "z2strm\0", 8) == 0 };
	if (!head->is_zvhd2 && memcmp(from, "stream\0", 8) != 0)
		return -EBADMSG;
	if (le32(from + SUM_AT) != sum_of(from))
		return -EBADMSG;
	head->size = le64(from + 40);
	head->blocks = (uint32_t)in_whole(head->size, ZVHD_BLOCK);
	head->seconds = le32(from + 24);
	memcpy(head->uuid, from + 68, sizeof(head->uuid));
	if (!head->is_zvhd2)
		return 0;
	head->index = le64(from + 96);
	head->bitmap = le64(from + 104);
	head->stored = le32(from + 136);
	head->pack = from[141] == 1 ? PACK_ZSTD : PACK_ZLIB;
	if (le32(from + 88) != ZVHD_BLOCK || le32(from + 92) != head->blocks ||
	    head->stored > head->blocks || from[141] > 1 ||
	    (head->bitmap && (le32(from + 112) != zvhd_index_bytes(head) ||
			      le32(from + 116) != zvhd_bitmap_bytes(head))))
		return -EBADMSG;
	return 0;
}
