/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "format/journal.h"

#include <errno.h>
#include <lz4.h>
#include <string.h>

#include "format/inflate.h"

enum { HEADER_MIN = 208, OBJECT_HEADER = 16, BOOT_ID = 16, PRIORITIES = 8 };

/* incompatible_flags; what else is set belongs to a newer format. */
enum {
	FLAG_XZ = 1 << 0,
	FLAG_LZ4 = 1 << 1,
	FLAG_KEYED_HASH = 1 << 2,
	FLAG_ZSTD = 1 << 3,
	FLAG_COMPACT = 1 << 4,
};

enum { TYPE_DATA = 1, TYPE_ENTRY = 3, TYPE_ENTRY_ARRAY = 6 };
enum { DATA_XZ = 1 << 0, DATA_LZ4 = 1 << 1, DATA_ZSTD = 1 << 2 };

enum {
	PAYLOAD_MAX = 64 << 10,
	ENTRIES_MAX = 4 << 20, /* looked at; of those only the last ones are read */
	ITEMS_MAX = 512,       /* fields of an entry */
	PACKED_MAX = 1024,     /* values that are inflated */
};

struct reader {
	struct pool *pool;
	struct bytes file;
	bool is_compact;
	unsigned worst;
	uint64_t priority[PRIORITIES]; /* offset of the data "PRIORITY=n"; 0: none */
	uint64_t last;                 /* offset of the entry with the highest number */
	unsigned packed;               /* values inflated so far */
	uint64_t chosen[JOURNAL_ENTRIES_MAX]; /* offsets of journal->entry */
	struct journal *journal;
};

/* The object at OFFSET with all its bytes, of TYPE (0: any); false where it is none. */
static bool object_at(const struct reader *reader, uint64_t offset, unsigned type,
		      struct bytes *object)
{
	const unsigned char *at;
	uint64_t size;

	if (offset == 0 || offset % 8 || offset > reader->file.len ||
	    reader->file.len - offset < OBJECT_HEADER)
		return false;
	at = reader->file.data + offset;
	size = le64(at + 8);
	if (size < OBJECT_HEADER || size > reader->file.len - offset ||
	    (type && at[0] != type))
		return false;
	*object = (struct bytes){ at, (size_t)size };
	return true;
}

static size_t payload_offset(const struct reader *reader)
{
	return reader->is_compact ? 72 : 64;
}

static bool is_entry(struct bytes object)
{
	return object.data[0] == TYPE_ENTRY && object.len >= 64;
}

static void note_data(struct reader *reader, uint64_t offset, struct bytes object)
{
	static const char name[] = "PRIORITY=";
	struct bytes payload = bytes_slice(object, payload_offset(reader), SIZE_MAX);
	unsigned char digit;

	if (object.data[1] || payload.len != sizeof(name) || !bytes_starts(payload, name))
		return;
	digit = payload.data[payload.len - 1];
	if (digit >= '0' && digit < '0' + PRIORITIES)
		reader->priority[digit - '0'] = offset;
}

/* Objects lie one behind the other, each at a multiple of eight. */
static void scan(struct reader *reader, uint64_t from)
{
	struct bytes object;
	uint64_t highest = 0;

	for (uint64_t at = from; object_at(reader, at, 0, &object);
	     at += (object.len + 7) & ~(uint64_t)7) {
		if (object.data[0] == TYPE_DATA)
			note_data(reader, at, object);
		if (is_entry(object) && le64(object.data + 16) >= highest) {
			highest = le64(object.data + 16);
			reader->last = at;
		}
	}
}

static struct bytes inflate_lz4(struct reader *reader, struct bytes packed)
{
	uint64_t size = packed.len > 8 ? le64(packed.data) : 0;
	char *plain;
	int got;

	if (size == 0 || size > PAYLOAD_MAX || packed.len > PAYLOAD_MAX)
		return (struct bytes){ 0 };
	plain = pool_alloc(reader->pool, (size_t)size);
	got = LZ4_decompress_safe((const char *)packed.data + 8, plain,
				  (int)(packed.len - 8), (int)size);
	return (struct bytes){ (const unsigned char *)plain, got > 0 ? (size_t)got : 0 };
}

/* What a data object says; of a long one the beginning. */
static struct bytes payload_of(struct reader *reader, struct bytes object)
{
	struct bytes payload = bytes_slice(object, payload_offset(reader), SIZE_MAX);
	struct bytes plain = { 0 };

	if (object.data[1] & DATA_LZ4)
		return inflate_lz4(reader, payload);
	if (!(object.data[1] & (DATA_XZ | DATA_ZSTD)))
		return payload;
	if (reader->packed++ >= PACKED_MAX)
		return plain;
	(void)inflate_bytes(reader->pool, payload, PAYLOAD_MAX, &plain);
	return plain;
}

/* The first line of what stands behind NAME; NULL where PAYLOAD is another field. */
static const char *value_of(struct pool *pool, struct bytes payload, const char *name)
{
	char *text;

	if (!bytes_starts(payload, name))
		return NULL;
	text = bytes_str(pool, bytes_slice(payload, strlen(name), JOURNAL_MESSAGE_MAX));
	text[strcspn(text, "\r\n")] = '\0';
	return text;
}

static void take_fields(struct reader *reader, struct bytes object,
			struct journal_entry *entry)
{
	size_t step = reader->is_compact ? 4 : 16;
	const char *comm = NULL, *from = NULL;

	for (size_t at = 64, n = 0; at + step <= object.len && n < ITEMS_MAX;
	     at += step, n++) {
		uint64_t offset = reader->is_compact ? le32(object.data + at)
						     : le64(object.data + at);
		struct bytes data, payload;
		const char *value;

		if (!object_at(reader, offset, TYPE_DATA, &data))
			continue;
		payload = payload_of(reader, data);
		if ((value = value_of(reader->pool, payload, "MESSAGE=")))
			entry->message = value;
		else if ((value = value_of(reader->pool, payload, "SYSLOG_IDENTIFIER=")))
			from = value;
		else if ((value = value_of(reader->pool, payload, "_COMM=")))
			comm = value;
	}
	entry->from = from ? from : comm ? comm : "";
}

/* Into the list, which keeps the last ones, by their numbers. */
static void insert(struct reader *reader, const struct journal_entry *entry,
		   uint64_t offset)
{
	struct journal *journal = reader->journal;
	size_t at = journal->count;

	while (at > 0 && journal->entry[at - 1].number > entry->number)
		at--;
	if (journal->count == JOURNAL_ENTRIES_MAX) {
		journal->more = true;
		if (at == 0)
			return;
		at--;
		memmove(journal->entry, journal->entry + 1, at * sizeof(*entry));
		memmove(reader->chosen, reader->chosen + 1, at * sizeof(offset));
	} else {
		memmove(journal->entry + at + 1, journal->entry + at,
			(journal->count - at) * sizeof(*entry));
		memmove(reader->chosen + at + 1, reader->chosen + at,
			(journal->count - at) * sizeof(offset));
		journal->count++;
	}
	journal->entry[at] = *entry;
	reader->chosen[at] = offset;
}

static void take_entry(struct reader *reader, uint64_t offset, unsigned priority)
{
	struct journal_entry entry = { .priority = priority, .from = "" };
	struct bytes object, last;

	if (!object_at(reader, offset, TYPE_ENTRY, &object) || !is_entry(object) ||
	    !object_at(reader, reader->last, TYPE_ENTRY, &last) ||
	    memcmp(object.data + 40, last.data + 40, BOOT_ID) != 0)
		return;
	entry.number = le64(object.data + 16);
	entry.realtime = le64(object.data + 24);
	insert(reader, &entry, offset);
}

/* What the chosen entries say; those that say nothing go. */
static void read_chosen(struct reader *reader)
{
	struct journal *journal = reader->journal;
	size_t kept = 0;

	for (size_t i = 0; i < journal->count; i++) {
		struct journal_entry entry = journal->entry[i];
		struct bytes object;

		if (object_at(reader, reader->chosen[i], TYPE_ENTRY, &object))
			take_fields(reader, object, &entry);
		if (entry.message && *entry.message)
			journal->entry[kept++] = entry;
	}
	journal->count = kept;
}

/* The entries that a data object is part of: the first, then arrays of all others. */
static void take_entries(struct reader *reader, unsigned priority)
{
	struct bytes data, array;
	size_t step = reader->is_compact ? 4 : 8, taken = 0;
	uint64_t at, before = 0;

	if (!object_at(reader, reader->priority[priority], TYPE_DATA, &data) ||
	    data.len < payload_offset(reader))
		return;
	take_entry(reader, le64(data.data + 40), priority);
	for (at = le64(data.data + 48);
	     at > before && object_at(reader, at, TYPE_ENTRY_ARRAY, &array) &&
	     array.len >= 24;
	     before = at, at = le64(array.data + 16))
		for (size_t i = 24; i + step <= array.len && taken < ENTRIES_MAX;
		     i += step, taken++) {
			uint64_t offset = reader->is_compact ? le32(array.data + i)
							     : le64(array.data + i);

			if (offset == 0)
				return;
			take_entry(reader, offset, priority);
		}
}

int journal_read(struct pool *pool, struct bytes file, unsigned worst,
		 struct journal **journal)
{
	struct reader reader = { .pool = pool, .file = file, .worst = worst };
	uint32_t flags;
	uint64_t header;

	if (file.len < HEADER_MIN || !bytes_starts(file, "LPKSHHRH"))
		return -EBADMSG;
	flags = le32(file.data + 12);
	header = le64(file.data + 88);
	if (flags &
	    ~(uint32_t)(FLAG_XZ | FLAG_LZ4 | FLAG_KEYED_HASH | FLAG_ZSTD | FLAG_COMPACT))
		return -EOPNOTSUPP;
	if (header < HEADER_MIN || header > file.len)
		return -EBADMSG;
	reader.is_compact = flags & FLAG_COMPACT;
	reader.journal = *journal = pool_alloc(pool, sizeof(**journal));
	scan(&reader, (header + 7) & ~(uint64_t)7);
	for (unsigned p = 0; p <= worst && p < PRIORITIES; p++)
		take_entries(&reader, p);
	read_chosen(&reader);
	return 0;
}
