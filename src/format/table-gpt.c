/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <string.h>
#include <zlib.h>

#include "format/table-internal.h"

enum {
	HEADER_MIN = 92,
	HEADER_CRC = 0x10,
	ENTRY_MIN = 128,
	ENTRY_MAX = 4096,
	NAME_UNITS = 36,
	ARRAY_MAX = 1 << 20,
	ATTRIBUTE_LEGACY_BOOT = 1 << 2,
};

struct header {
	uint64_t lba, other, first, last, entries;
	uint32_t count, size;
	struct bytes array;
	unsigned char guid[16];
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

static uint32_t crc_of(const unsigned char *data, size_t len)
{
	return (uint32_t)crc32(crc32(0, NULL, 0), data, (uInt)len);
}

static bool header_fits(const unsigned char *data, struct header *h, uint64_t lba)
{
	*h = (struct header){
		.lba = le64(data + 0x18),
		.other = le64(data + 0x20),
		.first = le64(data + 0x28),
		.last = le64(data + 0x30),
		.entries = le64(data + 0x48),
		.count = le32(data + 0x50),
		.size = le32(data + 0x54),
	};
	memcpy(h->guid, data + 0x38, 16);
	return h->lba == lba && h->size >= ENTRY_MIN && h->size <= ENTRY_MAX &&
	       (h->size & (h->size - 1)) == 0 && h->count <= ARRAY_MAX / h->size &&
	       h->count <= TABLE_PARTITIONS_MAX;
}

/* The header at LBA with its entries, both sums checked. */
static bool header_read(struct pool *pool, const struct table_source *source,
			uint32_t sector, uint64_t lba, struct header *h)
{
	unsigned char data[TABLE_SECTOR];
	unsigned char *array;
	uint32_t len, crc;

	if (lba > source->size / sector ||
	    source->read(source->ctx, lba * sector, data, sizeof(data)) ||
	    memcmp(data, "EFI PART", 8) != 0)
		return false;
	len = le32(data + 0xc);
	if (len < HEADER_MIN || len > sizeof(data))
		return false;
	crc = le32(data + HEADER_CRC);
	put_le32(data + HEADER_CRC, 0);
	if (crc_of(data, len) != crc || !header_fits(data, h, lba) ||
	    h->entries > source->size / sector)
		return false;
	array = pool_alloc(pool, (size_t)h->count * h->size);
	h->array = (struct bytes){ array, (size_t)h->count * h->size };
	if (h->array.len == 0)
		return true;
	return source->read(source->ctx, h->entries * sector, array, h->array.len) == 0 &&
	       crc_of(array, h->array.len) == le32(data + 0x58);
}

static void read_entries(struct pool *pool, const struct table_source *source,
			 struct table *table, const struct header *h)
{
	static const unsigned char unused[16];

	for (uint32_t i = 0; i < h->count; i++) {
		const unsigned char *e = h->array.data + (size_t)i * h->size;
		uint64_t first = le64(e + 0x20), last = le64(e + 0x28);
		struct table_partition *p;

		if (memcmp(e, unused, 16) == 0)
			continue;
		if (first > last || last >= source->size / table->sector_size) {
			table_problem(table,
				      "a partition reaches over the end of the disk");
			if (first > last || last > UINT64_MAX / ENTRY_MAX - 1)
				continue;
		}
		p = table_add(pool, table);
		p->number = i + 1;
		p->start = first * table->sector_size;
		p->size = (last - first + 1) * table->sector_size;
		p->type = guid_text(pool, e);
		p->partuuid = guid_text(pool, e + 0x10);
		p->attributes = le64(e + 0x30);
		p->bootable = p->attributes & ATTRIBUTE_LEGACY_BOOT;
		p->name = name_text(pool, e + 0x38);
	}
}

static bool read_with(struct pool *pool, const struct table_source *source,
		      uint32_t sector, struct table *table)
{
	struct header first, last, *use = &first;
	uint64_t end = source->size / sector;
	bool primary, backup;

	if (end < 3)
		return false;
	primary = header_read(pool, source, sector, 1, &first);
	backup = header_read(pool, source, sector, end - 1, &last);
	if (!primary && !backup)
		return false;
	if (!primary) {
		use = &last;
		table->backup_used = true;
		table_problem(table, "the primary GPT is damaged, its backup is good");
	} else if (!backup || first.other != end - 1) {
		table->backup_bad = true;
		table_problem(table, "the backup GPT is damaged or not at the end");
	}
	table->sector_size = sector;
	table->guid = guid_text(pool, use->guid);
	read_entries(pool, source, table, use);
	return true;
}

bool table_read_gpt(struct pool *pool, const struct table_source *source,
		    struct table *table)
{
	return read_with(pool, source, TABLE_SECTOR, table) ||
	       read_with(pool, source, 4096, table);
}
