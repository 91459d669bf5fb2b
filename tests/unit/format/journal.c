/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Two journals that systemd 252 wrote (journal/), and some made here: with what it packs
 * on other systems, and broken ones.
 */
#include "format/journal.h"

#include <errno.h>
#include <lz4.h>
#include <lzma.h>
#include <zstd.h>

#include "format/inflate.h"
#include "test.h"

enum { HEADER = 272, ROOM = 64 << 10 };

struct made {
	struct pool *pool;
	unsigned char *file;
	size_t len;
	bool is_compact;
	uint64_t number;
};

static struct made made_new(bool is_compact)
{
	struct made made = { .pool = pool_new(),
			     .len = HEADER,
			     .is_compact = is_compact };

	made.file = pool_alloc(made.pool, ROOM);
	memcpy(made.file, "LPKSHHRH", 8);
	put_le32(made.file + 12, is_compact ? 0x1f : 0x0f);
	put_le64(made.file + 88, HEADER);
	return made;
}

/* An object of TYPE with room for SIZE bytes; its offset. */
static size_t object(struct made *made, unsigned char type, size_t size)
{
	size_t at = made->len;

	made->file[at] = type;
	put_le64(made->file + at + 8, size);
	made->len = (at + size + 7) & ~(size_t)7;
	return at;
}

static size_t data(struct made *made, unsigned char flags, const void *payload,
		   size_t len)
{
	size_t head = made->is_compact ? 72 : 64;
	size_t at = object(made, 1, head + len);

	made->file[at + 1] = flags;
	memcpy(made->file + at + head, payload, len);
	return at;
}

static size_t text(struct made *made, const char *s)
{
	return data(made, 0, s, strlen(s));
}

/* An entry of the boot BOOT with these data, which learn that they are of it. */
static size_t entry(struct made *made, unsigned char boot, const size_t *items,
		    size_t count)
{
	size_t step = made->is_compact ? 4 : 16;
	size_t at = object(made, 3, 64 + count * step);

	put_le64(made->file + at + 16, ++made->number);
	put_le64(made->file + at + 24, 1000000 * made->number);
	made->file[at + 40] = boot;
	for (size_t i = 0; i < count; i++) {
		if (made->is_compact)
			put_le32(made->file + at + 64 + 4 * i, (uint32_t)items[i]);
		else
			put_le64(made->file + at + 64 + 16 * i, items[i]);
		if (!le64(made->file + items[i] + 40))
			put_le64(made->file + items[i] + 40, at);
	}
	return at;
}

/* DATA is part of these entries too; the array's offset. */
static size_t array(struct made *made, size_t of, const size_t *entries, size_t count)
{
	size_t step = made->is_compact ? 4 : 8;
	size_t at = object(made, 6, 24 + count * step);

	for (size_t i = 0; i < count; i++)
		if (made->is_compact)
			put_le32(made->file + at + 24 + 4 * i, (uint32_t)entries[i]);
		else
			put_le64(made->file + at + 24 + 8 * i, entries[i]);
	put_le64(made->file + of + 48, at);
	return at;
}

static struct journal *read_made(const struct made *made)
{
	struct journal *journal = NULL;

	EXPECT_INT(journal_read(made->pool, (struct bytes){ made->file, made->len }, 3,
				&journal),
		   0);
	return journal;
}

static void only_the_last_boot(bool is_compact)
{
	struct made made = made_new(is_compact);
	size_t error = text(&made, "PRIORITY=3"), info = text(&made, "PRIORITY=6");
	size_t who = text(&made, "SYSLOG_IDENTIFIER=systemd");
	size_t old[] = { error, text(&made, "MESSAGE=of the boot before") };
	size_t chat[] = { info, text(&made, "MESSAGE=chatter") };
	size_t one[] = { error, who, text(&made, "MESSAGE=first line\nsecond") };
	size_t two[] = { text(&made, "_COMM=mount"), text(&made, "MESSAGE=no such disk"),
			 error };
	size_t crit[] = { text(&made, "PRIORITY=2"), text(&made, "MESSAGE=very bad") };
	size_t later[3];
	struct journal *journal;

	(void)entry(&made, 1, old, 2);
	later[0] = entry(&made, 2, one, 3);
	(void)entry(&made, 2, crit, 2);
	later[1] = entry(&made, 2, two, 3);
	(void)entry(&made, 2, chat, 2);
	(void)array(&made, error, later, 2);
	journal = read_made(&made);
	EXPECT_INT(journal->count, 3);
	EXPECT_STR(journal->entry[0].message, "first line");
	EXPECT_STR(journal->entry[0].from, "systemd");
	EXPECT_STR(journal->entry[1].message, "very bad");
	EXPECT_INT(journal->entry[1].priority, 2);
	EXPECT_STR(journal->entry[2].from, "mount");
	EXPECT_INT(journal->entry[2].realtime, 4000000);
	EXPECT(!journal->more);
	pool_free(made.pool);
}

static void of_both_layouts(void)
{
	only_the_last_boot(false);
	only_the_last_boot(true);
}

/* What systemd packs begins where a value is long: the field's name is packed too. */
static void packed_by_any(void)
{
	static const char plain[] =
		"MESSAGE=aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa end";
	size_t len = sizeof(plain) - 1;

	for (int how = 0; how < 3; how++) {
		struct made made = made_new(how == 1);
		unsigned char packed[512];
		size_t size = 0;
		size_t items[2];
		struct journal *journal;

		if (how == 0) {
			EXPECT(lzma_easy_buffer_encode(
				       0, LZMA_CHECK_NONE, NULL, (const uint8_t *)plain,
				       len, packed, &size, sizeof(packed)) == LZMA_OK);
		} else if (how == 1) {
			put_le64(packed, len);
			size = 8 + (size_t)LZ4_compress_default(plain, (char *)packed + 8,
								(int)len, 500);
		} else {
			size = ZSTD_compress(packed, sizeof(packed), plain, len, 1);
		}
		items[0] = text(&made, "PRIORITY=0");
		items[1] = data(&made, (unsigned char)(1 << how), packed, size);
		(void)entry(&made, 9, items, 2);
		journal = read_made(&made);
		EXPECT_INT(journal->count, 1);
		EXPECT_STR(journal->count ? journal->entry[0].message : "",
			   plain + strlen("MESSAGE="));
		pool_free(made.pool);
	}
}

static void keeps_the_last_ones(void)
{
	struct made made = made_new(true);
	size_t error = text(&made, "PRIORITY=3"), entries[200];
	struct journal *journal;

	for (int i = 0; i < 200; i++) {
		char message[32];
		size_t items[2] = { error };

		(void)snprintf(message, sizeof(message), "MESSAGE=%d", i);
		items[1] = text(&made, message);
		entries[i] = entry(&made, 1, items, 2);
	}
	(void)array(&made, error, entries + 1, 199);
	journal = read_made(&made);
	EXPECT_INT(journal->count, JOURNAL_ENTRIES_MAX);
	EXPECT(journal->more);
	EXPECT_STR(journal->entry[JOURNAL_ENTRIES_MAX - 1].message, "199");
	EXPECT_STR(journal->entry[0].message, "136");
	pool_free(made.pool);
}

/* Rings, offsets beside the file, sizes that end nowhere. */
static void broken_ones(void)
{
	struct made made = made_new(false);
	size_t error = text(&made, "PRIORITY=3");
	size_t items[] = { error, text(&made, "MESSAGE=x"), 1 << 20, 7, 0 };
	size_t at = entry(&made, 1, items, 2), list;
	struct journal *journal;

	list = array(&made, error, &at, 1);
	put_le64(made.file + list + 16, list); /* the next array is itself */
	put_le64(made.file + at + 64 + 16, UINT64_MAX - 7);
	journal = read_made(&made);
	EXPECT_INT(journal->count, 0);
	put_le64(made.file + at + 8, UINT64_MAX);
	EXPECT_INT(read_made(&made)->count, 0);
	put_le32(made.file + 12, 0x20);
	EXPECT_INT(journal_read(made.pool, (struct bytes){ made.file, made.len }, 3,
				&journal),
		   -EOPNOTSUPP);
	EXPECT_INT(journal_read(made.pool, bytes_of("LPKSHHRH"), 3, &journal), -EBADMSG);
	pool_free(made.pool);
}

static void of_systemd(void)
{
	static const char *const files[] = {
		"tests/unit/format/journal/regular.journal.gz",
		"tests/unit/format/journal/compact.journal.gz",
	};

	for (int i = 0; i < 2; i++) {
		struct pool *pool = pool_new();
		unsigned char packed[32 << 10];
		FILE *file = fopen(files[i], "r");
		struct journal *journal = NULL;
		struct bytes plain;
		size_t len = file ? fread(packed, 1, sizeof(packed), file) : 0;

		if (file)
			(void)fclose(file);
		EXPECT_INT(inflate_bytes(pool, (struct bytes){ packed, len }, 16 << 20,
					 &plain),
			   0);
		EXPECT_INT(journal_read(pool, plain, 3, &journal), 0);
		EXPECT_INT(journal->count, 6);
		EXPECT_STR(journal->entry[0].from, "systemd");
		EXPECT_STR(journal->entry[0].message, "Failed to do thing 0");
		EXPECT_STR(journal->entry[4].message, "kernel panic is near");
		EXPECT_INT(journal->entry[4].priority, 2);
		EXPECT_INT(strlen(journal->entry[5].message), JOURNAL_MESSAGE_MAX);
		/* Cut off, as after a power cut. */
		EXPECT_INT(journal_read(pool, bytes_slice(plain, 0, plain.len / 9), 3,
					&journal),
			   0);
		pool_free(pool);
	}
}

const struct test tests[] = {
	{ "only the last boot, in both layouts", of_both_layouts },
	{ "packed by any of the three", packed_by_any },
	{ "keeps the last ones", keeps_the_last_ones },
	{ "broken ones", broken_ones },
	{ "what systemd wrote", of_systemd },
	{ 0 },
};
