/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "format/cpio.h"

#include <errno.h>

#include "test.h"

struct seen {
	struct pool *pool;
	struct buf log, data;
	int trailers, fail_with;
};

static int on_entry(void *ctx, const struct cpio_entry *entry)
{
	struct seen *seen = ctx;

	buf_addf(&seen->log, "%s %o %u;", entry->name, entry->mode, entry->size);
	if (seen->fail_with)
		return seen->fail_with;
	return entry->size < 100 ? CPIO_DATA : CPIO_SKIP;
}

static int on_data(void *ctx, struct bytes chunk)
{
	buf_add(&((struct seen *)ctx)->data, chunk);
	return 0;
}

static int on_trailer(void *ctx)
{
	((struct seen *)ctx)->trailers++;
	return 0;
}

static struct bytes sample(struct pool *pool)
{
	struct cpio_writer w = { .out.pool = pool };
	char big[200];

	memset(big, 'x', sizeof(big));
	cpio_write_entry(&w, &(struct cpio_entry){ .name = "bin", .mode = 040755 },
			 bytes_of(""));
	cpio_write_entry(&w, &(struct cpio_entry){ .name = "bin/a", .mode = 0100644 },
			 bytes_of("hello"));
	cpio_write_entry(&w, &(struct cpio_entry){ .name = "big", .mode = 0100600 },
			 (struct bytes){ (unsigned char *)big, sizeof(big) });
	cpio_write_entry(&w, &(struct cpio_entry){ .name = "link", .mode = 0120777 },
			 bytes_of("bin/a"));
	cpio_write_trailer(&w);
	return buf_bytes(&w.out);
}

static const char want_log[] = "bin 40755 0;bin/a 100644 5;big 100600 200;link 120777 5;";

static int feed_all(struct seen *seen, struct bytes in, size_t piece,
		    struct cpio_reader *reader)
{
	struct cpio_handler handler = { on_entry, on_data, on_trailer, seen };
	int err = 0;

	seen->log.pool = seen->data.pool = seen->pool;
	cpio_start(reader, &handler, 0);
	for (size_t at = 0; !err && at < in.len; at += piece) {
		/* A copy, so that the sanitizer sees a read past the piece. */
		struct bytes cut = bytes_copy(seen->pool, bytes_slice(in, at, piece));
		size_t used;

		err = cpio_feed(reader, cut, &used);
		if (!err && used < cut.len)
			return 1;
	}
	return err ? err : cpio_finish(reader);
}

static void any_piece_size_reads_the_same(void)
{
	static const size_t piece[] = { 1, 2, 3, 7, 109, 110, 111, 1000000 };

	for (int i = 0; i < 8; i++) {
		struct pool *pool = pool_new();
		struct seen seen = { .pool = pool };
		struct cpio_reader reader;

		EXPECT_INT(feed_all(&seen, sample(pool), piece[i], &reader), 0);
		EXPECT(bytes_is(buf_bytes(&seen.log), want_log));
		EXPECT(bytes_is(buf_bytes(&seen.data), "hellobin/a"));
		EXPECT_INT(seen.trailers, 1);
		pool_free(pool);
	}
}

static void truncated_at_every_byte(void)
{
	struct pool *pool = pool_new();
	struct bytes in = sample(pool);
	int fine = 0;

	for (size_t len = 0; len < in.len; len++) {
		struct seen seen = { .pool = pool };
		struct cpio_reader reader;
		int err = feed_all(&seen, bytes_slice(in, 0, len), 50, &reader);

		EXPECT(err == 0 || err == -ENODATA);
		fine += err == 0;
	}
	/* Between entries, and in the padding after the data: 3 + 3 for 5 bytes each. */
	EXPECT(fine > 4 && fine < 20);
	pool_free(pool);
}

static int problem_of(const char *text, struct cpio_reader *reader)
{
	struct pool *pool = pool_new();
	struct seen seen = { .pool = pool };
	int err = feed_all(&seen, bytes_of(text), 1000, reader);

	pool_free(pool);
	return err;
}

static void bad_headers(void)
{
	static const char zeros[] = "00000000000000000000000000000000000000000000000000"
				    "000000000000000000000000000000000000000000000";
	struct pool *pool = pool_new();
	struct cpio_reader r;

	EXPECT_INT(problem_of(pool_printf(pool, "070701%s%s", "zz", zeros + 2), &r),
		   -ENODATA);
	EXPECT_INT(problem_of(pool_printf(pool, "070707%s%s", zeros, zeros), &r),
		   -EBADMSG);
	EXPECT_STR(r.problem, "an old cpio format, not newc");
	EXPECT_INT(problem_of(pool_printf(pool, "070703%s%s", zeros, zeros), &r),
		   -EBADMSG);
	EXPECT_INT(problem_of(pool_printf(pool, "070701g%s%s", zeros, zeros), &r),
		   -EBADMSG);
	EXPECT_STR(r.problem, "a cpio header with bad numbers");
	/* A name of no bytes. */
	EXPECT_INT(problem_of(pool_printf(pool, "070701%s%s", zeros, zeros), &r),
		   -EBADMSG);
	EXPECT_INT(r.problem_offset, 0);
	/* It stays failed. */
	EXPECT_INT(cpio_finish(&r), -EBADMSG);
	pool_free(pool);
}

static void name_must_end_and_be_short(void)
{
	struct pool *pool = pool_new();
	struct bytes in = sample(pool);
	struct seen seen = { .pool = pool };
	struct cpio_reader r;
	unsigned char *bad = pool_grow(pool, in.data, in.len, in.len);

	bad[CPIO_HEADER + 3] = 'x';
	EXPECT_INT(feed_all(&seen, (struct bytes){ bad, in.len }, 64, &r), -EBADMSG);
	bad[CPIO_HEADER + 3] = 0;
	memcpy(bad + 6 + 8 * 11, "00001001", 8);
	EXPECT_INT(feed_all(&seen, (struct bytes){ bad, in.len }, 64, &r), -EBADMSG);
	memcpy(bad + 6 + 8 * 11, "ffffffff", 8);
	EXPECT_INT(feed_all(&seen, (struct bytes){ bad, in.len }, 64, &r), -EBADMSG);
	pool_free(pool);
}

static void ends_at_what_is_not_cpio(void)
{
	struct pool *pool = pool_new();
	struct buf in = { .pool = pool };
	struct seen seen = { .pool = pool };
	struct cpio_handler handler = { on_entry, on_data, NULL, &seen };
	struct cpio_reader r;
	size_t used, len;

	seen.log.pool = seen.data.pool = pool;
	buf_add(&in, sample(pool));
	buf_fill(&in, 0, 512);
	len = in.len;
	buf_adds(&in, "\x1f\x8b");
	cpio_start(&r, &handler, 0);
	EXPECT_INT(cpio_feed(&r, buf_bytes(&in), &used), 0);
	EXPECT_INT(used, len);
	/* One zero more, and it is not aligned. */
	in.len = len;
	buf_adds(&in, "\1");
	in.data[len] = 0;
	buf_adds(&in, "070701");
	cpio_start(&r, &handler, 0);
	EXPECT_INT(cpio_feed(&r, buf_bytes(&in), &used), -EBADMSG);
	EXPECT_INT(r.problem_offset, len + 1);
	pool_free(pool);
}

static void handler_can_stop(void)
{
	struct pool *pool = pool_new();
	struct seen seen = { .pool = pool, .fail_with = -ENOSPC };
	struct cpio_reader r;

	EXPECT_INT(feed_all(&seen, sample(pool), 100, &r), -ENOSPC);
	EXPECT(bytes_is(buf_bytes(&seen.log), "bin 40755 0;"));
	pool_free(pool);
}

static void writes_the_same_each_time(void)
{
	struct pool *pool = pool_new();
	struct bytes one = sample(pool);

	EXPECT(bytes_equal(one, sample(pool)));
	EXPECT_INT(one.len % 4, 0);
	EXPECT(bytes_starts(one, "070701"
				 "00000001"
				 "000041ed"
				 "00000000"
				 "00000000"
				 "00000001"
				 "00000000"
				 "00000000"));
	pool_free(pool);
}

const struct test tests[] = {
	{ "any piece size reads the same", any_piece_size_reads_the_same },
	{ "truncated at every byte", truncated_at_every_byte },
	{ "bad headers", bad_headers },
	{ "name must end and be short", name_must_end_and_be_short },
	{ "ends at what is not cpio", ends_at_what_is_not_cpio },
	{ "handler can stop", handler_can_stop },
	{ "writes the same each time", writes_the_same_each_time },
	{ 0 },
};
