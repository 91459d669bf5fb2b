/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "report/segment.h"

#include "format/cpio.h"
#include "format/deflate.h"

#include "test.h"

static struct bytes archive(struct pool *pool)
{
	struct cpio_writer writer = { .out = { .pool = pool } };
	struct cpio_entry dir = { .name = "usr/lib", .mode = 040755 };
	struct cpio_entry file = { .name = "usr/lib/a\n.ko", .mode = 0100644 };
	struct cpio_entry link = { .name = "lib", .mode = 0120777 };

	cpio_write_entry(&writer, &dir, bytes_of(""));
	cpio_write_entry(&writer, &file, bytes_of("hello"));
	cpio_write_entry(&writer, &link, bytes_of("usr/lib"));
	cpio_write_trailer(&writer);
	return buf_bytes(&writer.out);
}

static const char members[] = "           0  usr/lib/\n"
			      "           5  usr/lib/a\\x0a.ko\n"
			      "           7  lib@\n";

static void lists_a_plain_segment(void)
{
	struct pool *pool = pool_new();
	struct bytes plain = archive(pool);

	EXPECT_STR(bytes_str(pool, segment_listing(pool, plain)),
		   pool_printf(pool,
			       "initramfs segment: not compressed, %zu bytes, "
			       "%zu unpacked, 3 members\n%s",
			       plain.len, plain.len, members));
	pool_free(pool);
}

static void lists_a_packed_segment(void)
{
	struct pool *pool = pool_new();
	struct bytes plain = archive(pool), packed = deflate_gzip(pool, plain);

	EXPECT_STR(bytes_str(pool, segment_listing(pool, packed)),
		   pool_printf(pool,
			       "initramfs segment: gzip, %zu bytes, "
			       "%zu unpacked, 3 members\n%s",
			       packed.len, plain.len, members));
	for (size_t len = 0; len < packed.len; len += 3)
		(void)segment_listing(pool, bytes_slice(packed, 0, len));
	pool_free(pool);
}

static void lists_what_follows_zeros(void)
{
	struct pool *pool = pool_new();
	struct buf both = { .pool = pool };
	const char *text;

	buf_fill(&both, 0, 3);
	buf_add(&both, archive(pool));
	buf_fill(&both, 0, 512);
	buf_add(&both, archive(pool));
	buf_adds(&both, "rubbish");
	text = bytes_str(pool, segment_listing(pool, buf_bytes(&both)));
	EXPECT(strstr(text, " 6 members\n") != NULL);
	EXPECT(strstr(text, "           7  bytes after them are no archive\n") != NULL);
	pool_free(pool);
}

static void survives_rubbish(void)
{
	struct pool *pool = pool_new();
	struct bytes plain = archive(pool);

	EXPECT_STR(bytes_str(pool, segment_listing(pool, bytes_of("rubbish"))),
		   "7 bytes, not an initramfs segment\n");
	EXPECT_STR(bytes_str(pool, segment_listing(pool, (struct bytes){ 0 })),
		   "0 bytes, not an initramfs segment\n");
	for (size_t len = 0; len < plain.len; len += 7)
		(void)segment_listing(pool, bytes_slice(plain, 0, len));
	pool_free(pool);
}

const struct test tests[] = {
	{ "lists a plain segment", lists_a_plain_segment },
	{ "lists a packed segment", lists_a_packed_segment },
	{ "lists what follows zeros", lists_what_follows_zeros },
	{ "survives rubbish", survives_rubbish },
	{ 0 },
};
