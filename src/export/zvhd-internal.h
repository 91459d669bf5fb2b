/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What ZVHD and ZVHD2 have in common.  Both are formats of Huawei Cloud without a public
 * specification; this is the layout that its published reader takes (2018).  All numbers
 * are little-endian.
 *
 *   header, 512 bytes in 4096:
 *     0 cookie[8]       8 features = 2     12 version = 0x10000   16 u64 ~0
 *    24 seconds since 2000                 28 "tap\0"             32 0x10004
 *    40 u64 size of the disk               48 u64 the same in whole GiB
 *    60 type = 4       64 ~sum of the 512 bytes, this field 0     68 uuid[16]
 *    87 u8 1           88 block size       92 blocks
 *    96 u64 index at  104 u64 bitmap at   112 index bytes        116 bitmap bytes
 *   120 of a segment  124 of a segment    128 index segments     132 bitmap segments
 *   136 stored blocks 140 u8 0            141 u8 0 zlib, 1 zstd
 *   From 87 on it is zero in a ZVHD.
 *
 *   record, of a block that is not all zero, in whole 4096:
 *     0 "hwstream bg\0"  12 packed bytes  16 number of the block  48 packed bytes
 *     "end\0" in the last four
 *
 *   ZVHD:  header, records, header.  The packed bytes of all records are one zlib stream
 *          that is flushed after each.
 *   ZVHD2: header, records (each packed by itself), header, index, bitmap, header.
 *          index:  u64 offset, u32 block, u32 bytes of each record; segments of 512 KiB
 *          bitmap: a bit for each block, the lowest first; segments of 4096 bytes
 *          A reader takes the last header alone.
 */
#pragma once

#include <stdbool.h>

#include "base/bytes.h"
#include "export/crew.h"
#include "export/pack.h"
#include "export/writer.h"

enum {
	ZVHD_UNIT = 4096,
	ZVHD_HEAD = 512,
	ZVHD_BLOCK = 2 << 20,
	ZVHD_RECORD_HEAD = 48,
	ZVHD_INDEX_SEGMENT = 512 << 10,
	ZVHD_INDEX_ENTRY = 16,
	ZVHD_BITMAP_SEGMENT = 4096,
};

struct zvhd_head {
	bool is_zvhd2;
	uint64_t size;
	unsigned char uuid[16];
	uint32_t seconds; /* since 2000 */
	uint64_t index, bitmap;
	uint32_t blocks, stored;
	enum pack_kind pack; /* PACK_ZSTD or PACK_ZLIB */
};

/* Make a head for a disk of SIZE; -EFBIG where it has more blocks than 32 bits count. */
int zvhd_head_begin(struct zvhd_head *head, uint64_t size);

/* As it is in the file: ZVHD_UNIT bytes at TO. */
void zvhd_head_put(const struct zvhd_head *head, unsigned char *to);

/* The other way; -EBADMSG where it is none of ours, or its checksum is wrong. */
int zvhd_head_get(struct zvhd_head *head, const unsigned char *from);

/* How many bytes the segments of the index and of the bitmap take. */
uint64_t zvhd_index_bytes(const struct zvhd_head *head);
uint64_t zvhd_bitmap_bytes(const struct zvhd_head *head);

/* How many bytes a record of PACKED bytes takes. */
uint32_t zvhd_record_bytes(size_t packed);

struct zvhd_records {
	struct zvhd_head *head;
	struct walk walk;
	struct sink *sink;
	enum pack_kind kind;
	int level;             /* of the library */
	struct buf *index;     /* gets the entries; NULL: none */
	unsigned char *bitmap; /* gets the bits, where there is an index */
};

/* Pack the blocks of the disk and write a record of each that is not all zero. */
int zvhd_records_write(struct zvhd_records *records);
