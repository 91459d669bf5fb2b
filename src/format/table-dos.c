/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "format/table-internal.h"

enum { LOGICAL_FIRST = 5, LOGICAL_MAX = 128 };

static bool is_extended(unsigned char type)
{
	return type == 0x05 || type == 0x0f || type == 0x85;
}

static struct table_partition *add(struct pool *pool, struct table *table,
				   const unsigned char *e, unsigned number, uint64_t base)
{
	struct table_partition *p = table_add(pool, table);

	p->number = number;
	p->start = (base + le32(e + 8)) * table->sector_size;
	p->size = (uint64_t)le32(e + 12) * table->sector_size;
	p->type = pool_printf(pool, "0x%x", e[4]);
	p->partuuid = pool_printf(pool, "%08x-%02x", table->disk_signature, number);
	p->bootable = e[0] == 0x80;
	return p;
}

static void check_inside(struct pool *pool, const struct table_source *source,
			 struct table *table, const struct table_partition *p)
{
	if (p->start > source->size || p->size > source->size - p->start)
		table_beyond(pool, table);
}

static bool was_seen(const uint64_t *seen, int count, uint64_t at)
{
	for (int i = 0; i < count; i++)
		if (seen[i] == at)
			return true;
	return false;
}

/*
 * A chain of tables: the first entry is a logical partition, counted from its table, the
 * second leads to the next table, counted from the container.  As the kernel's
 * block/partitions/msdos.c, at most LOGICAL_MAX of them; it may well lead backwards.
 */
static void read_logical(struct pool *pool, const struct table_source *source,
			 struct table *table, uint64_t container)
{
	unsigned char sector[TABLE_SECTOR];
	uint64_t at = container, seen[LOGICAL_MAX];
	unsigned number = LOGICAL_FIRST;

	table->ebr = pool_alloc(pool, LOGICAL_MAX * sizeof(*table->ebr));
	for (int hops = 0; hops < LOGICAL_MAX; hops++) {
		uint64_t next = 0;

		if (was_seen(seen, hops, at)) {
			table_problem(pool, table,
				      "the chain of logical partitions is a circle");
			return;
		}
		seen[hops] = at;
		if (source->read(source->ctx, at * table->sector_size, sector,
				 sizeof(sector)) ||
		    sector[0x1fe] != 0x55 || sector[0x1ff] != 0xaa) {
			table_problem(pool, table,
				      "the chain of logical partitions is broken");
			return;
		}
		table->ebr[table->ebr_count++] = at * table->sector_size;
		for (int i = 0; i < 4; i++) {
			const unsigned char *e = table_dos_entry(sector, i);

			if (le32(e + 12) == 0 || e[4] == 0)
				continue;
			if (is_extended(e[4])) {
				next = next ? next : container + le32(e + 8);
				continue;
			}
			if (i >= 2)
				continue;
			add(pool, table, e, number++, at)->role = TABLE_LOGICAL;
			check_inside(pool, source, table,
				     &table->partition[table->count - 1]);
		}
		if (!next)
			return;
		at = next;
	}
	table_problem(pool, table, "too many logical partitions");
}

void table_read_dos(struct pool *pool, const struct table_source *source,
		    const unsigned char *sector, struct table *table)
{
	bool extended = false;

	for (int i = 0; i < 4; i++) {
		const unsigned char *e = table_dos_entry(sector, i);
		struct table_partition *p;

		if (e[4] == 0 || le32(e + 12) == 0)
			continue;
		p = add(pool, table, e, (unsigned)i + 1, 0);
		check_inside(pool, source, table, p);
		if (is_extended(e[4]))
			p->role = TABLE_EXTENDED;
	}
	for (int i = 0; i < 4; i++) {
		const unsigned char *e = table_dos_entry(sector, i);

		if (!is_extended(e[4]) || le32(e + 12) == 0)
			continue;
		if (extended)
			table_problem(pool, table, "more than one extended partition");
		else
			read_logical(pool, source, table, le32(e + 8));
		extended = true;
	}
}
