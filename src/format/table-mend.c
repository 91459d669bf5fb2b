/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A GPT made whole again, as "sgdisk -e" and its loading of a backup do, but with the
 * entries and the DOS table as they are.
 */
#include <errno.h>
#include <string.h>

#include "format/table-internal.h"

enum { PATCHES = 5, DOS_TABLE_LEN = TABLE_SECTOR - TABLE_DOS_ENTRIES };

struct mending {
	struct pool *pool;
	const struct table_source *source;
	const struct table *table;
	struct table_gpt gpt;
	uint64_t sectors;             /* of the array */
	uint64_t array, backup_array; /* LBA */
	struct table_patch *patch;
	size_t count;
	const char *why;
};

static bool refuse(struct mending *m, const char *why)
{
	m->why = why;
	return false;
}

static unsigned char *read_at(struct mending *m, uint64_t offset, size_t len)
{
	unsigned char *data = pool_alloc(m->pool, len + 1);

	if (m->source->read(m->source->ctx, offset, data, len) == 0)
		return data;
	(void)refuse(m, "the disk cannot be read");
	return NULL;
}

/* Nothing is said where the disk holds these bytes already. */
static bool put(struct mending *m, uint64_t offset, const unsigned char *data, size_t len,
		const char *what)
{
	const unsigned char *now = read_at(m, offset, len);

	if (!now)
		return false;
	if (memcmp(now, data, len) != 0)
		m->patch[m->count++] =
			(struct table_patch){ offset, { data, len }, what };
	return true;
}

/* The header of the copy at LBA; what the primary's header has stays but for its place.
 */
static bool put_header(struct mending *m, uint64_t lba, uint64_t other, uint64_t array,
		       const char *what)
{
	const struct table_copy *use = m->gpt.use;
	unsigned char *sector = pool_alloc(m->pool, m->gpt.sector);

	memcpy(sector, use->header, use->header_len);
	put_le64(sector + 0x18, lba);
	put_le64(sector + 0x20, other);
	put_le64(sector + 0x30, m->backup_array - 1);
	put_le64(sector + 0x48, array);
	put_le32(sector + TABLE_GPT_CRC, 0);
	put_le32(sector + TABLE_GPT_CRC, table_crc(sector, use->header_len));
	return put(m, lba * m->gpt.sector, sector, m->gpt.sector, what);
}

static bool put_array(struct mending *m, uint64_t lba, const char *what)
{
	size_t len = (size_t)(m->sectors * m->gpt.sector);
	unsigned char *data = pool_alloc(m->pool, len + 1);

	memcpy(data, m->gpt.use->array.data, m->gpt.use->array.len);
	return put(m, lba * m->gpt.sector, data, len, what);
}

static bool put_primary(struct mending *m)
{
	return put_array(m, m->array, "entries of the primary GPT") &&
	       put_header(m, 1, m->gpt.sectors - 1, m->array, "primary GPT");
}

static bool put_backup(struct mending *m)
{
	return put_array(m, m->backup_array, "entries of the backup GPT") &&
	       put_header(m, m->gpt.sectors - 1, 1, m->backup_array, "backup GPT");
}

/* UEFI 2.10, table 5-4; the end of a disk that CHS cannot name is ff ff ff. */
static bool put_protective(struct mending *m)
{
	static const unsigned char entry[] = { 0,    0,    2,    0, TABLE_DOS_GPT,
					       0xff, 0xff, 0xff, 1 };
	unsigned char *data = pool_alloc(m->pool, DOS_TABLE_LEN);
	const unsigned char *now = read_at(m, TABLE_DOS_ENTRIES, DOS_TABLE_LEN);
	uint64_t size = m->gpt.sectors - 1;

	if (!now)
		return false;
	if (!all_zero(now, DOS_TABLE_LEN - 2))
		return refuse(m, "sector 0 holds something else where the protective DOS "
				 "table belongs");
	memcpy(data, entry, sizeof(entry));
	put_le32(data + 12, size > UINT32_MAX ? UINT32_MAX : (uint32_t)size);
	data[DOS_TABLE_LEN - 2] = 0x55;
	data[DOS_TABLE_LEN - 1] = 0xaa;
	return put(m, TABLE_DOS_ENTRIES, data, DOS_TABLE_LEN, "protective MBR");
}

/*
 * LEN sectors from LBA on belong to the table: they are empty, or the header at AT says
 * it is one.  At the end of a disk the superblock of an array of md may lie as well.
 */
static bool is_ours(struct mending *m, uint64_t lba, uint64_t len, uint64_t at,
		    const char *why)
{
	size_t size = (size_t)(len * m->gpt.sector);
	const unsigned char *data = read_at(m, lba * m->gpt.sector, size);

	if (!data)
		return false;
	if (memcmp(data + (at - lba) * m->gpt.sector, "EFI PART", 8) == 0 ||
	    all_zero(data, size))
		return true;
	return refuse(m, why);
}

/* No partition, and none of a hybrid, lies where a copy of the table goes. */
static bool is_clear(struct mending *m)
{
	uint64_t sector = m->gpt.sector;
	const unsigned char *dos = read_at(m, 0, TABLE_SECTOR);

	for (size_t i = 0; i < m->table->count; i++) {
		const struct table_partition *p = &m->table->partition[i];

		if (p->start + p->size > m->backup_array * sector)
			return refuse(m, "a partition ends where the backup GPT belongs");
		if (p->start < (m->array + m->sectors) * sector)
			return refuse(m, "a partition begins within the primary GPT");
	}
	for (int i = 0; dos && m->table->hybrid && i < 4; i++) {
		const unsigned char *e = table_dos_entry(dos, i);

		if (e[4] != TABLE_DOS_GPT &&
		    (uint64_t)le32(e + 8) + le32(e + 12) > m->backup_array)
			return refuse(m, "a partition of the hybrid MBR ends where the "
					 "backup GPT belongs");
	}
	return dos != NULL;
}

static bool place(struct mending *m)
{
	const struct table_copy *use = m->gpt.use;
	uint64_t end = m->gpt.sectors, head;

	m->sectors = (use->array.len + m->gpt.sector - 1) / m->gpt.sector;
	m->array = use == &m->gpt.primary ? use->entries : 2;
	if (m->array < 2 || m->array + m->sectors * 2 + 1 >= end)
		return refuse(m, "there is no room for both copies");
	m->backup_array = end - 1 - m->sectors;
	if (use->first < m->array + m->sectors || use->first >= m->backup_array)
		return refuse(m, "the GPT leaves no room for itself");
	if (m->gpt.state == TABLE_BACKUP_DIFFERS)
		return refuse(m,
			      "both copies are whole: which one is meant is not known");
	head = m->array + m->sectors - 1;
	return is_clear(m) &&
	       is_ours(m, m->backup_array, m->sectors + 1, end - 1,
		       "the last sectors of the disk hold something else") &&
	       (!m->table->unprotected || use == &m->gpt.primary ||
		is_ours(m, 1, head, 1,
			"the first sectors of the disk hold something else"));
}

/* The good copy is the last to be touched. */
static bool mend(struct mending *m)
{
	if (m->table->beyond)
		return refuse(m,
			      "a partition reaches over the end: the disk was cut, and "
			      "what lay there is gone");
	if (!place(m) || (m->table->unprotected && !put_protective(m)))
		return false;
	return m->table->backup_used ? put_primary(m) && put_backup(m)
				     : put_backup(m) && put_primary(m);
}

int table_mend(struct pool *pool, const struct table_source *source,
	       struct table_patch **patch, size_t *count, const char **why)
{
	struct mending m = { .pool = pool, .source = source };
	struct table *table;
	int err = table_read(pool, source, &table);

	*count = 0;
	if (err) {
		*why = strerror(-err);
		return err;
	}
	*why = "only a GPT has a second copy to mend it from";
	if (table->kind != TABLE_GPT || !table_find_gpt(pool, source, &m.gpt))
		return -EINVAL;
	m.table = table;
	m.patch = pool_alloc(pool, PATCHES * sizeof(*m.patch));
	if (!mend(&m)) {
		*why = m.why;
		return -EINVAL;
	}
	*patch = m.patch;
	*count = m.count;
	return 0;
}
