/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "format/table.h"

#include <string.h>

#include "format/table-internal.h"

#define GUID_EFI_SYSTEM "c12a7328-f81f-11d2-ba4b-00a0c93ec93b"

enum { TYPE_EFI_SYSTEM = 0xef };

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

void table_problem(struct pool *pool, struct table *table, const char *problem)
{
	table->problem = table->problem
				 ? pool_printf(pool, "%s; %s", table->problem, problem)
				 : problem;
}

void table_beyond(struct pool *pool, struct table *table)
{
	if (!table->beyond)
		table_problem(pool, table,
			      "a partition reaches over the end of the disk");
	table->beyond = true;
}

const unsigned char *table_dos_entry(const unsigned char *sector, int number)
{
	return sector + TABLE_DOS_ENTRIES + number * TABLE_DOS_ENTRY;
}

static bool is_used(const unsigned char *entry)
{
	return entry[4] != 0 && le32(entry + 12) != 0;
}

/* The boot sector of a FAT or NTFS has the signature of a table too. */
static bool is_boot_sector(const unsigned char *sector)
{
	return memcmp(sector + 3, "NTFS", 4) == 0 ||
	       memcmp(sector + 0x36, "FAT", 3) == 0 ||
	       memcmp(sector + 0x52, "FAT32", 5) == 0;
}

/* As libblkid: the signature, and active flags where the entries would have them. */
static bool is_dos(const unsigned char *sector, int *used)
{
	*used = 0;
	if (sector[0x1fe] != 0x55 || sector[0x1ff] != 0xaa)
		return false;
	for (int i = 0; i < 4; i++) {
		const unsigned char *e = table_dos_entry(sector, i);

		if (e[0] != 0 && e[0] != 0x80)
			return false;
		*used += is_used(e);
	}
	return *used > 0 || !is_boot_sector(sector);
}

static bool is_protective(const unsigned char *sector)
{
	for (int i = 0; i < 4; i++)
		if (table_dos_entry(sector, i)[4] == TABLE_DOS_GPT)
			return true;
	return false;
}

static bool is_hybrid(const unsigned char *sector)
{
	for (int i = 0; i < 4; i++) {
		const unsigned char *e = table_dos_entry(sector, i);

		if (is_used(e) && e[4] != TABLE_DOS_GPT)
			return true;
	}
	return false;
}

/* Whether the DOS table has an entry of type 0xef for the partition at byte START. */
static bool is_hybrid_efi(const unsigned char *sector, const struct table *table,
			  uint64_t start)
{
	for (int i = 0; i < 4; i++) {
		const unsigned char *e = table_dos_entry(sector, i);

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

/* What a whole disk may hold instead of a table: magic numbers as libblkid has them. */
static const struct {
	uint32_t offset;
	const char *magic;
} whole_disks[] = {
	{ 0x438, "\x53\xef" },     { 0, "XFSB" },
	{ 0x10040, "_BHRfS_M" },   { 0xff6, "SWAPSPACE2" },
	{ 0xff6, "SWAP-SPACE" },   { 0, "LUKS\xba\xbe" },
	{ 0, "LABELONE" },         { 0x200, "LABELONE" },
	{ 0x400, "LABELONE" },     { 0x600, "LABELONE" },
	{ 0, "\xfc\x4e\x2b\xa9" }, { 0x1000, "\xfc\x4e\x2b\xa9" },
};

static bool is_whole_disk(const struct table_source *source, const unsigned char *sector)
{
	if (is_boot_sector(sector))
		return true;
	for (size_t i = 0; i < sizeof(whole_disks) / sizeof(*whole_disks); i++) {
		unsigned char at[16];
		size_t len = strlen(whole_disks[i].magic);

		if (source->read(source->ctx, whole_disks[i].offset, at, len) == 0 &&
		    memcmp(at, whole_disks[i].magic, len) == 0)
			return true;
	}
	return false;
}

static void read_dos(struct pool *pool, const struct table_source *source,
		     const unsigned char *sector, struct table *table)
{
	table->kind = TABLE_DOS;
	table->disk_signature = le32(sector + 0x1b8);
	table_read_dos(pool, source, sector, table);
	find_efi_system(sector, table);
}

static void read_gpt(struct pool *pool, const struct table_gpt *gpt,
		     const unsigned char *sector, bool is_protected, struct table *table)
{
	table->kind = TABLE_GPT;
	table->unprotected = !is_protected;
	table->hybrid = is_protected && is_hybrid(sector);
	table_read_gpt(pool, gpt, table);
	find_efi_system(sector, table);
}

int table_read(struct pool *pool, const struct table_source *source, struct table **out)
{
	unsigned char sector[TABLE_SECTOR];
	struct table *table = pool_alloc(pool, sizeof(*table));
	int err = source->read(source->ctx, 0, sector, sizeof(sector)), used;
	struct table_gpt gpt;
	bool dos, is_protected;

	*out = table;
	table->guid = "";
	table->sector_size = source->sector ? source->sector : TABLE_SECTOR;
	if (err)
		return err;
	dos = is_dos(sector, &used);
	is_protected = dos && is_protective(sector);
	if (dos && used > 0 && !is_protected)
		read_dos(pool, source, sector, table);
	else if (!is_protected && is_whole_disk(source, sector))
		table->kind = TABLE_NONE;
	else if (table_find_gpt(pool, source, &gpt))
		read_gpt(pool, &gpt, sector, is_protected, table);
	else if (is_protected)
		table_problem(pool, table, "a protective MBR, but no GPT that is whole");
	else if (dos)
		read_dos(pool, source, sector, table);
	return 0;
}

bool table_hides(const struct table *table)
{
	return table->unprotected || table->backup_used || table->cut ||
	       (table->beyond && table->kind == TABLE_GPT);
}
