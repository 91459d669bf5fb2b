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
	TABLE_PARTITIONS_MAX = 4096,
};

struct table_partition *table_add(struct pool *pool, struct table *table);

/* Say what is wrong; the first thing said stays. */
void table_problem(struct table *table, const char *problem);

/* The partitions of the DOS table in SECTOR, which is a valid one. */
void table_read_dos(struct pool *pool, const struct table_source *source,
		    const unsigned char *sector, struct table *table);

/* Whether there is a GPT, which is then read. */
bool table_read_gpt(struct pool *pool, const struct table_source *source,
		    struct table *table);
