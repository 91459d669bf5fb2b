/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <string.h>
#include <zlib.h>

#include "format/table-internal.h"

enum {
	ENTRY_MIN = 128,
	ENTRY_MAX = 4096,
	NAME_UNITS = 36,
	ARRAY_MAX = 1 << 20,
	ATTRIBUTE_LEGACY_BOOT = 1 << 2,
};

/* Texts as the UEFI specification prints a GUID, in small letters. */
static const char *guid_text(struct pool *pool, const unsigned char *g)
{
	return pool_printf(pool, "%08x-%04x-%04x-%02x%02x-%02x%02x%02x%02x%02x%02x",
			   le32(g), le16(g + 4), le16(g + 6), g[8], g[9], g[10], g[11],
			   g[12], g[13], g[14], g[15]);
}

static void add_utf8(struct buf *buf, uint32_t c)
{
	unsigned char out[4] = { (unsigned char)c };
	size_t len = 1;

	if (c >= 0x10000) {
		out[0] = (unsigned char)(0xf0 | c >> 18);
		out[len++] = (unsigned char)(0x80 | (c >> 12 & 0x3f));
		out[len++] = (unsigned char)(0x80 | (c >> 6 & 0x3f));
		out[len++] = (unsigned char)(0x80 | (c & 0x3f));
	} else if (c >= 0x800) {
		out[0] = (unsigned char)(0xe0 | c >> 12);
		out[len++] = (unsigned char)(0x80 | (c >> 6 & 0x3f));
		out[len++] = (unsigned char)(0x80 | (c & 0x3f));
	} else if (c >= 0x80) {
		out[0] = (unsigned char)(0xc0 | c >> 6);
		out[len++] = (unsigned char)(0x80 | (c & 0x3f));
	}
	buf_add(buf, (struct bytes){ out, len });
}

static const char *name_text(struct pool *pool, const unsigned char *name)
{
	struct buf buf = { .pool = pool };

	for (int i = 0; i < NAME_UNITS && le16(name + 2 * i); i++) {
		uint32_t c = le16(name + 2 * i);
		uint32_t low = i + 1 < NAME_UNITS ? le16(name + 2 * i + 2) : 0;

		if (c >> 10 == 0x36 && low >> 10 == 0x37) {
			c = 0x10000 + ((c & 0x3ff) << 10 | (low & 0x3ff));
			i++;
		} else if (c >> 11 == 0x1b) {
			c = 0xfffd;
		}
		add_utf8(&buf, c);
	}
	return bytes_str(pool, buf_bytes(&buf));
}

uint32_t table_crc(const unsigned char *data, size_t len)
{
	return (uint32_t)crc32(crc32(0, NULL, 0), data, (uInt)len);
}

/* Whether the header in COPY is right and speaks of a table that is read here. */
static bool header_take(struct table_copy *copy, uint64_t lba)
{
	unsigned char data[TABLE_SECTOR];

	memcpy(data, copy->header, sizeof(data));
	copy->header_len = le32(data + 0xc);
	copy->other = le64(data + 0x20);
	copy->first = le64(data + 0x28);
	copy->last = le64(data + 0x30);
	copy->entries = le64(data + 0x48);
	copy->count = le32(data + 0x50);
	copy->size = le32(data + 0x54);
	memcpy(copy->guid, data + 0x38, sizeof(copy->guid));
	if (copy->header_len < TABLE_GPT_HEADER_MIN || copy->header_len > sizeof(data))
		return false;
	put_le32(data + TABLE_GPT_CRC, 0);
	return table_crc(data, copy->header_len) == le32(copy->header + TABLE_GPT_CRC) &&
	       le64(data + 0x18) == lba && copy->size >= ENTRY_MIN &&
	       copy->size <= ENTRY_MAX && (copy->size & (copy->size - 1)) == 0 &&
	       copy->count <= ARRAY_MAX / copy->size &&
	       copy->count <= TABLE_PARTITIONS_MAX;
}

/* The copy with its header at LBA. */
static void copy_read(struct pool *pool, const struct table_source *source,
		      const struct table_gpt *gpt, uint64_t lba, struct table_copy *copy)
{
	unsigned char *array;

	*copy = (struct table_copy){ 0 };
	if (lba >= gpt->sectors || source->read(source->ctx, lba * gpt->sector,
						copy->header, sizeof(copy->header)))
		return;
	copy->is_gpt = memcmp(copy->header, "EFI PART", 8) == 0;
	copy->is_whole = copy->is_gpt && header_take(copy, lba);
	if (!copy->is_whole || copy->entries >= gpt->sectors)
		return;
	array = pool_alloc(pool, (size_t)copy->count * copy->size + 1);
	copy->array = (struct bytes){ array, (size_t)copy->count * copy->size };
	copy->is_good = copy->array.len == 0 ||
			source->read(source->ctx, copy->entries * gpt->sector, array,
				     copy->array.len) == 0;
	copy->is_good = copy->is_good &&
			table_crc(array, copy->array.len) == le32(copy->header + 0x58);
}

static bool same_disk(const struct table_copy *a, const struct table_copy *b)
{
	return memcmp(a->guid, b->guid, sizeof(a->guid)) == 0;
}

/*
 * The copy at the end may be that of an older table, which a smaller image was written
 * over: then it has the GUID of another disk.
 */
static void judge_backup(struct pool *pool, const struct table_source *source,
			 struct table_gpt *gpt)
{
	struct table_copy *backup = &gpt->backup;
	bool is_last = gpt->primary.other == gpt->sectors - 1;

	gpt->state = TABLE_BACKUP_GONE;
	if (!is_last)
		copy_read(pool, source, gpt, gpt->primary.other, backup);
	if (!backup->is_good || !same_disk(backup, &gpt->primary))
		return;
	if (!bytes_equal(backup->array, gpt->primary.array))
		gpt->state = TABLE_BACKUP_DIFFERS;
	else
		gpt->state = is_last ? TABLE_BACKUP_GOOD : TABLE_BACKUP_ELSEWHERE;
}

static bool find_with(struct pool *pool, const struct table_source *source,
		      uint32_t sector, struct table_gpt *gpt)
{
	struct table_copy *primary = &gpt->primary, *backup = &gpt->backup;

	*gpt = (struct table_gpt){ .sector = sector, .sectors = source->size / sector };
	if (gpt->sectors < 3)
		return false;
	copy_read(pool, source, gpt, 1, primary);
	copy_read(pool, source, gpt, gpt->sectors - 1, backup);
	if (primary->is_good) {
		gpt->use = primary;
		judge_backup(pool, source, gpt);
		return true;
	}
	/* Of a disk that grew since, the damaged one may still tell where it is. */
	if (!backup->is_good && primary->is_gpt && primary->other > 1) {
		copy_read(pool, source, gpt, primary->other, backup);
		gpt->state = TABLE_BACKUP_ELSEWHERE;
	}
	gpt->use = backup;
	return backup->is_good && (!primary->is_whole || same_disk(primary, backup));
}

bool table_find_gpt(struct pool *pool, const struct table_source *source,
		    struct table_gpt *gpt)
{
	uint32_t own = source->sector ? source->sector : TABLE_SECTOR;

	return find_with(pool, source, own, gpt) ||
	       find_with(pool, source, own == TABLE_SECTOR ? 4096 : TABLE_SECTOR, gpt);
}

static void read_entries(struct pool *pool, const struct table_gpt *gpt,
			 struct table *table)
{
	static const unsigned char unused[16];
	const struct table_copy *copy = gpt->use;

	for (uint32_t i = 0; i < copy->count; i++) {
		const unsigned char *e = copy->array.data + (size_t)i * copy->size;
		uint64_t first = le64(e + 0x20), last = le64(e + 0x28);
		struct table_partition *p;

		if (memcmp(e, unused, 16) == 0)
			continue;
		if (first > last || last >= gpt->sectors) {
			table_beyond(pool, table);
			if (first > last || last > UINT64_MAX / ENTRY_MAX - 1)
				continue;
		}
		p = table_add(pool, table);
		p->number = i + 1;
		p->start = first * gpt->sector;
		p->size = (last - first + 1) * gpt->sector;
		p->type = guid_text(pool, e);
		p->partuuid = guid_text(pool, e + 0x10);
		p->attributes = le64(e + 0x30);
		p->bootable = p->attributes & ATTRIBUTE_LEGACY_BOOT;
		p->name = name_text(pool, e + 0x38);
	}
}

static void say_backup(struct pool *pool, struct table *table)
{
	static const char *const texts[] = {
		[TABLE_BACKUP_ELSEWHERE] = "the backup GPT is not at the end of the disk",
		[TABLE_BACKUP_GONE] = "the backup GPT is damaged or missing",
		[TABLE_BACKUP_DIFFERS] = "the backup GPT lists other partitions",
	};

	if (texts[table->backup])
		table_problem(pool, table, texts[table->backup]);
}

/* As is_gpt_valid() of the kernel's block/partitions/efi.c, which then reads no further.
 */
static bool is_cut(const struct table_gpt *gpt)
{
	return gpt->use->last >= gpt->sectors || gpt->use->first >= gpt->sectors;
}

void table_read_gpt(struct pool *pool, const struct table_gpt *gpt, struct table *table)
{
	table->sector_size = gpt->sector;
	table->guid = guid_text(pool, gpt->use->guid);
	table->backup_used = gpt->use != &gpt->primary;
	table->backup = gpt->state;
	table->cut = is_cut(gpt);
	if (table->unprotected)
		table_problem(pool, table, "a GPT without a protective MBR");
	if (table->backup_used)
		table_problem(pool, table,
			      "the primary GPT is damaged, its backup is good");
	if (table->cut)
		table_problem(pool, table, "the GPT is of a larger disk");
	read_entries(pool, gpt, table);
	say_backup(pool, table);
}
