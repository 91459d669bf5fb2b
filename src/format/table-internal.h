/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What table.c and the two kinds of tables, one file each, share.
 */
#pragma once

#include "format/table.h"

enum {
	TABLE_SECTOR = 512,
	TABLE_DOS_ENTRIES = 0x1be,
	TABLE_DOS_ENTRY = 16,
	TABLE_DOS_GPT = 0xee, /* type of the entry that stands for a GPT */
	TABLE_PARTITIONS_MAX = 4096,
	TABLE_GPT_HEADER_MIN = 92,
	TABLE_GPT_CRC = 0x10, /* of the header, in it */
};

/* One of the two copies of a GPT. */
struct table_copy {
	bool is_gpt;   /* a header is there, be it damaged */
	bool is_whole; /* its sum is right, and its place; */
	bool is_good;  /* that of the entries as well */
	uint64_t other, first, last, entries;
	uint32_t count, size; /* of the entries, and bytes of one */
	struct bytes array;
	unsigned char guid[16];
	unsigned char header[TABLE_SECTOR];
	uint32_t header_len;
};

struct table_gpt {
	uint32_t sector;
	uint64_t sectors; /* of the disk */
	struct table_copy primary, backup;
	const struct table_copy *use; /* the primary where it is good */
	enum table_backup state;
};

struct table_partition *table_add(struct pool *pool, struct table *table);

/* Add to what is wrong. */
void table_problem(struct pool *pool, struct table *table, const char *problem);

/* PARTITION reaches over the end of the disk: said once. */
void table_beyond(struct pool *pool, struct table *table);

const unsigned char *table_dos_entry(const unsigned char *sector, int number);

/* The partitions of the DOS table in SECTOR, which is a valid one. */
void table_read_dos(struct pool *pool, const struct table_source *source,
		    const unsigned char *sector, struct table *table);

/* The copies of a GPT, of which one is good at least. */
bool table_find_gpt(struct pool *pool, const struct table_source *source,
		    struct table_gpt *gpt);

/* Its partitions, and what is wrong with it. */
void table_read_gpt(struct pool *pool, const struct table_gpt *gpt, struct table *table);

/* The CRC-32 GPT uses. */
uint32_t table_crc(const unsigned char *data, size_t len);
