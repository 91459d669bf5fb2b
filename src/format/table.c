/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "format/table.h"

#include <string.h>

#include "format/table-internal.h"

#define GUID_EFI_SYSTEM "c12a7328-f81f-11d2-ba4b-00a0c93ec93b"

enum { TYPE_GPT = 0xee, TYPE_EFI_SYSTEM = 0xef };

struct table_partition *table_add(struct pool *pool, struct table *table)
{
	size_t count = table->count;

	if ((count & (count - 1)) == 0)
		table->partition = pool_grow(
			pool, table->partition, count * sizeof(*table->partition),
			(count ? 2 * count : 1) * sizeof(*table->partition));
	table->partition[count] = (struct table_partition){ .name = "" };
	return &table->partition[table->count++];
}

void table_problem(struct table *table, const char *problem)
{
	if (!table->problem)
		table->problem = problem;
}

static const unsigned char *entry(const unsigned char *sector, int number)
{
	return sector + TABLE_DOS_ENTRIES + number * TABLE_DOS_ENTRY;
}

/*
 * As libblkid: the boot sector of a FAT or NTFS has the same signature, but bytes that
 * are no active flags where the entries would be.
 */
static bool is_dos(const unsigned char *sector)
{
	int used = 0;

	if (sector[0x1fe] != 0x55 || sector[0x1ff] != 0xaa)
		return false;
	for (int i = 0; i < 4; i++) {
		const unsigned char *e = entry(sector, i);

		if (e[0] != 0 && e[0] != 0x80)
			return false;
		used += e[4] != 0 && le32(e + 12) != 0;
	}
	if (used == 0 &&
	    (memcmp(sector + 3, "NTFS", 4) == 0 || memcmp(sector + 0x36, "FAT", 3) == 0 ||
	     memcmp(sector + 0x52, "FAT32", 5) == 0))
		return false;
	return true;
}

static bool is_protective(const unsigned char *sector)
{
	for (int i = 0; i < 4; i++)
		if (entry(sector, i)[4] == TYPE_GPT)
			return true;
	return false;
}

static bool is_hybrid(const unsigned char *sector)
{
	for (int i = 0; i < 4; i++) {
		unsigned char type = entry(sector, i)[4];

		if (type != 0 && type != TYPE_GPT && le32(entry(sector, i) + 12) != 0)
			return true;
	}
	return false;
}

/* Whether the DOS table has an entry of type 0xef for the partition at byte START. */
static bool is_hybrid_efi(const unsigned char *sector, const struct table *table,
			  uint64_t start)
{
	for (int i = 0; i < 4; i++) {
		const unsigned char *e = entry(sector, i);

		if (e[4] == TYPE_EFI_SYSTEM &&
		    (uint64_t)le32(e + 8) * table->sector_size == start)
			return true;
	}
	return false;
}

static void find_efi_system(const unsigned char *sector, struct table *table)
{
	for (size_t i = 0; i < table->count; i++) {
		struct table_partition *p = &table->partition[i];

		p->efi_system = strcmp(p->type, "0xef") == 0 ||
				strcmp(p->type, GUID_EFI_SYSTEM) == 0 ||
				(table->hybrid && is_hybrid_efi(sector, table, p->start));
	}
}

int table_read(struct pool *pool, const struct table_source *source, struct table **out)
{
	unsigned char sector[TABLE_SECTOR];
	struct table *table = pool_alloc(pool, sizeof(*table));
	int err = source->read(source->ctx, 0, sector, sizeof(sector));

	*out = table;
	table->guid = "";
	table->sector_size = TABLE_SECTOR;
	if (err)
		return err;
	if (is_dos(sector) && !is_protective(sector)) {
		table->kind = TABLE_DOS;
		table->disk_signature = le32(sector + 0x1b8);
		table_read_dos(pool, source, sector, table);
		find_efi_system(sector, table);
		return 0;
	}
	if (!table_read_gpt(pool, source, table)) {
		if (is_dos(sector))
			table_problem(table, "a protective DOS table, but no GPT");
		return 0;
	}
	table->kind = TABLE_GPT;
	if (!is_dos(sector))
		table_problem(table, "a GPT without a protective DOS table");
	else
		table->hybrid = is_hybrid(sector);
	find_efi_system(sector, table);
	return 0;
}
