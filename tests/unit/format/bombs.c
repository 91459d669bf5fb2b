/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A gigabyte of zeros in a small image, in every format the kernel takes.  Each is put
 * together of repeated pieces, since compressing that much would take longer than reading
 * it.
 */
#include <sys/resource.h>
#include <time.h>
#include <zlib.h>

#include "format/initramfs.h"
#include "packed.h"
#include "test.h"

enum {
	MEG = 1 << 20,
	GIG = 1 << 30,
	SECONDS_MAX = 30,  /* of processor time; it takes three */
	KBYTES_MAX = 64000 /* that the process may grow by */
};

/* Full flushes end at a byte, and nothing behind them looks at what is before. */
static struct bytes bomb_gzip(struct pool *pool, struct bytes meg)
{
	struct buf out = { .pool = pool };
	unsigned char *packed = pool_alloc(pool, MEG);
	uLong sum = crc32(0, meg.data, MEG), all = 0;
	unsigned char tail[10] = { 3, 0 };
	z_stream stream = { .next_in = (Bytef *)(uintptr_t)meg.data,
			    .avail_in = MEG,
			    .next_out = packed,
			    .avail_out = MEG };

	EXPECT_INT(deflateInit2(&stream, 9, Z_DEFLATED, -15, 9, Z_DEFAULT_STRATEGY),
		   Z_OK);
	EXPECT_INT(deflate(&stream, Z_FULL_FLUSH), Z_OK);
	buf_add(&out, (struct bytes){ (const unsigned char *)"\x1f\x8b\x08\0\0\0\0\0\0\3",
				      10 });
	for (int i = 0; i < GIG / MEG; i++) {
		buf_add(&out, (struct bytes){ packed, MEG - stream.avail_out });
		all = i ? crc32_combine(all, sum, MEG) : sum;
	}
	(void)deflateEnd(&stream);
	put_le32(tail + 2, (uint32_t)all);
	put_le32(tail + 6, GIG);
	buf_add(&out, (struct bytes){ tail, sizeof(tail) });
	return buf_bytes(&out);
}

/* One stream of many equal blocks. */
static struct bytes bomb_xz(struct pool *pool, struct bytes meg)
{
	enum { ROOM = 64 << 10 };
	unsigned char *block_out = pool_alloc(pool, ROOM), *rest = pool_alloc(pool, ROOM);
	lzma_stream_flags flags = { .check = LZMA_CHECK_CRC32 };
	lzma_options_lzma options;
	lzma_filter filters[] = { { LZMA_FILTER_LZMA2, &options },
				  { LZMA_VLI_UNKNOWN, NULL } };
	lzma_block block = { .check = LZMA_CHECK_CRC32, .filters = filters };
	lzma_index *index = lzma_index_init(NULL);
	struct buf out = { .pool = pool };
	size_t len = 0, used = 0;

	EXPECT(!lzma_lzma_preset(&options, 0));
	EXPECT_INT(lzma_block_buffer_encode(&block, NULL, meg.data, MEG, block_out, &len,
					    ROOM),
		   LZMA_OK);
	EXPECT_INT(lzma_stream_header_encode(&flags, rest), LZMA_OK);
	buf_add(&out, (struct bytes){ rest, LZMA_STREAM_HEADER_SIZE });
	for (int i = 0; i < GIG / MEG; i++) {
		buf_add(&out, (struct bytes){ block_out, len });
		EXPECT_INT(lzma_index_append(index, NULL,
					     lzma_block_unpadded_size(&block), MEG),
			   LZMA_OK);
	}
	flags.backward_size = lzma_index_size(index);
	EXPECT_INT(lzma_index_buffer_encode(index, rest, &used, ROOM), LZMA_OK);
	EXPECT_INT(lzma_stream_footer_encode(&flags, rest + used), LZMA_OK);
	buf_add(&out, (struct bytes){ rest, used + LZMA_STREAM_HEADER_SIZE });
	lzma_index_end(index, NULL);
	return buf_bytes(&out);
}

/* Blocks of one byte, to be repeated (RFC 8878, 3.1.1.2.2), in a window of 128 kB. */
static struct bytes bomb_zstd(struct pool *pool)
{
	enum { BLOCK = 128 << 10, RLE = 1 << 1, LAST = 1 };
	static const unsigned char head[] = { 0x28, 0xb5, 0x2f, 0xfd, 0, 7 << 3 };
	struct buf out = { .pool = pool };

	buf_add(&out, (struct bytes){ head, sizeof(head) });
	for (int left = GIG / BLOCK; left > 0; left--) {
		unsigned char block[4];

		put_le32(block, BLOCK << 3 | RLE | (left == 1 ? LAST : 0));
		buf_add(&out, (struct bytes){ block, sizeof(block) });
	}
	return buf_bytes(&out);
}

static struct bytes bomb_lzo(struct pool *pool, struct bytes meg)
{
	struct buf out = lzop_header(pool, 1), block = { .pool = pool };

	lzop_block(&block, bytes_slice(meg, 0, LZOP_BLOCK));
	for (int i = 0; i < GIG / LZOP_BLOCK; i++)
		buf_add(&out, buf_bytes(&block));
	put_be32(&out, 0);
	return buf_bytes(&out);
}

/* Frames that follow each other are one to the kernel. */
static struct bytes bomb_lz4(struct pool *pool)
{
	enum { BLOCK = 8 << 20 };
	struct bytes zeros = { pool_alloc(pool, BLOCK), BLOCK };
	struct bytes one = deflate_lz4_legacy(pool, zeros);
	struct buf out = { .pool = pool };

	for (int i = 0; i < GIG / BLOCK; i++)
		buf_add(&out, one);
	return buf_bytes(&out);
}

/* bzip2 and lzma have no pieces to repeat; their encoders are fast enough on zeros. */
static struct bytes bomb_bzip2(struct pool *pool, struct bytes meg)
{
	unsigned char *out = pool_alloc(pool, MEG);
	bz_stream stream = { .next_out = (char *)out, .avail_out = MEG };

	EXPECT_INT(BZ2_bzCompressInit(&stream, 9, 0, 0), BZ_OK);
	for (int i = 0; i < GIG / MEG; i++) {
		stream.next_in = (char *)(uintptr_t)meg.data;
		stream.avail_in = MEG;
		EXPECT_INT(BZ2_bzCompress(&stream, BZ_RUN), BZ_RUN_OK);
	}
	EXPECT_INT(BZ2_bzCompress(&stream, BZ_FINISH), BZ_STREAM_END);
	(void)BZ2_bzCompressEnd(&stream);
	return (struct bytes){ out, MEG - stream.avail_out };
}

static struct bytes bomb_lzma(struct pool *pool, struct bytes meg)
{
	unsigned char *out = pool_alloc(pool, MEG);
	lzma_stream stream = LZMA_STREAM_INIT;
	lzma_options_lzma options;

	EXPECT(!lzma_lzma_preset(&options, 0));
	EXPECT_INT(lzma_alone_encoder(&stream, &options), LZMA_OK);
	stream.next_out = out;
	stream.avail_out = MEG;
	for (int i = 0; i < GIG / MEG; i++) {
		stream.next_in = meg.data;
		stream.avail_in = MEG;
		EXPECT_INT(lzma_code(&stream, LZMA_RUN), LZMA_OK);
	}
	EXPECT_INT(lzma_code(&stream, LZMA_FINISH), LZMA_STREAM_END);
	lzma_end(&stream);
	return (struct bytes){ out, MEG - stream.avail_out };
}

static struct bytes bomb(struct pool *pool, enum inflate_kind kind)
{
	struct bytes meg = { pool_alloc(pool, MEG), MEG };

	switch (kind) {
	case INFLATE_GZIP:
		return bomb_gzip(pool, meg);
	case INFLATE_XZ:
		return bomb_xz(pool, meg);
	case INFLATE_ZSTD:
		return bomb_zstd(pool);
	case INFLATE_BZIP2:
		return bomb_bzip2(pool, meg);
	case INFLATE_LZMA:
		return bomb_lzma(pool, meg);
	case INFLATE_LZ4_LEGACY:
		return bomb_lz4(pool);
	default:
		return bomb_lzo(pool, meg);
	}
}

static long kbytes_used(void)
{
	struct rusage usage;

	(void)getrusage(RUSAGE_SELF, &usage);
	return usage.ru_maxrss;
}

/* Zeros between entries are padding, so the image is read to its end, holding nothing. */
static void goes_off(enum inflate_kind kind, size_t most)
{
	static const struct initramfs_options all, small = { .inflate_limit = 16 * MEG };
	struct pool *pool = pool_new(), *reading = pool_new();
	struct bytes image = bomb(pool, kind);
	long before = kbytes_used();
	clock_t start = clock();
	struct initramfs *archive;

	EXPECT_INT(inflate_sniff(image), kind);
	EXPECT(image.len < most);
	EXPECT_INT(initramfs_read(reading, image, &all, &archive), 0);
	EXPECT_INT(archive->inflated, GIG);
	EXPECT(!archive->problem);
	EXPECT_INT(initramfs_read(reading, image, &small, &archive), 0);
	EXPECT(archive->problem && strstr(archive->problem, "too big"));
	EXPECT_INT(archive->inflated, 16 * MEG);
	EXPECT((clock() - start) / CLOCKS_PER_SEC < SECONDS_MAX);
	EXPECT(kbytes_used() - before < KBYTES_MAX);
	pool_free(reading);
	pool_free(pool);
}

static void small_bombs(void)
{
	goes_off(INFLATE_ZSTD, MEG);
	goes_off(INFLATE_BZIP2, MEG);
	goes_off(INFLATE_LZMA, MEG);
	goes_off(INFLATE_XZ, MEG);
	goes_off(INFLATE_GZIP, 2 * MEG);
}

/* These cannot pack a gigabyte any smaller. */
static void larger_bombs(void)
{
	goes_off(INFLATE_LZ4_LEGACY, 5 * MEG);
	goes_off(INFLATE_LZO, 5 * MEG);
}

const struct test tests[] = {
	{ "a gigabyte in one or two megabytes", small_bombs },
	{ "a gigabyte in five megabytes", larger_bombs },
	{ 0 },
};
