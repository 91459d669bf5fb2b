/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "format/initramfs.h"

#include <errno.h>

#include "images.h"

static const struct line early[] = {
	{ .name = "kernel", .mode = DIR },
	{ .name = "kernel/x86", .mode = DIR },
	{ .name = "kernel/x86/microcode", .mode = DIR },
	{ .name = "kernel/x86/microcode/GenuineIntel.bin", .mode = REG, .data = "code" },
	{ 0 },
};

static void early_then_packed(void)
{
	static const enum inflate_kind kinds[] = { INFLATE_GZIP,  INFLATE_XZ,
						   INFLATE_LZMA,  INFLATE_ZSTD,
						   INFLATE_BZIP2, INFLATE_LZ4_LEGACY,
						   INFLATE_LZO,   INFLATE_NONE };

	for (int i = 0; i < 8; i++) {
		struct pool *pool = pool_new();
		struct buf image = { .pool = pool };
		struct initramfs *a;

		append(&image, INFLATE_NONE, early);
		buf_fill(&image, 0, 512 - image.len % 512);
		append(&image, kinds[i], usual);
		a = read_image(pool, buf_bytes(&image));
		EXPECT(!a->problem);
		EXPECT_INT(a->segment_count, 2);
		EXPECT_INT(a->segment[0].entries, 4);
		EXPECT_INT(a->segment[1].kind, kinds[i]);
		EXPECT_INT(a->segment[1].offset + a->segment[1].len, image.len);
		EXPECT_INT(a->segment[1].entries, 9);
		EXPECT_STR(initramfs_find(a, "/lib")->target, "usr/lib");
		EXPECT_STR(data_of(pool, a, "/etc/fstab"), "# none\n");
		EXPECT_STR(data_of(pool, a, "/kernel/x86/microcode/GenuineIntel.bin"),
			   "code");
		EXPECT(initramfs_has_module(a, "6.1.0", "virtio_blk"));
		EXPECT(!initramfs_has_module(a, "6.1.0", "virtio"));
		EXPECT(!initramfs_has_module(a, "6.1.1", "virtio_blk"));
		EXPECT_STR(initramfs_modules_dir(a, "6.1.0"), "/usr/lib/modules/6.1.0");
		EXPECT(!initramfs_modules_dir(a, ""));
		EXPECT(!initramfs_modules_dir(a, ".."));
		pool_free(pool);
	}
}

/* What we could inflate and the kernel does not: it would panic. */
static void what_the_kernel_does_not_take(void)
{
	struct pool *pool = pool_new();
	struct buf image = { .pool = pool };
	struct bytes plain = archive_of(pool, usual);
	unsigned char *xz = pool_alloc(pool, plain.len + 4096);
	struct initramfs *a;
	size_t len = 0;

	append(&image, INFLATE_LZ4, usual);
	a = read_image(pool, buf_bytes(&image));
	EXPECT(a->problem && strstr(a->problem, "not the legacy one"));
	EXPECT_INT(lzma_easy_buffer_encode(0, LZMA_CHECK_CRC64, NULL, plain.data,
					   plain.len, xz, &len, plain.len + 4096),
		   LZMA_OK);
	a = read_image(pool, (struct bytes){ xz, len });
	EXPECT(a->problem && strstr(a->problem, "other than CRC32"));
	EXPECT(!initramfs_find(a, "/etc"));
	pool_free(pool);
}

static void later_entries_win(void)
{
	static const struct line more[] = {
		{ .name = "etc/fstab", .mode = REG, .data = "new" },
		{ .name = "lib/x", .mode = REG, .data = "through the link" },
		{ .name = "gone/x", .mode = REG, .data = "no directory" },
		{ .name = "usr/lib",
		  .mode = LNK,
		  .data = "a directory with files stays" },
		{ .name = "dev/console", .mode = 020600 },
		{ 0 },
	};
	struct pool *pool = pool_new();
	struct buf image = { .pool = pool };
	struct initramfs *a;

	append(&image, INFLATE_GZIP, usual);
	append(&image, INFLATE_ZSTD, more);
	a = read_image(pool, buf_bytes(&image));
	EXPECT(!a->problem);
	EXPECT_INT(a->segment_count, 2);
	EXPECT_STR(data_of(pool, a, "/etc/fstab"), "new");
	EXPECT_INT(initramfs_find(a, "/etc/fstab")->segment, 1);
	EXPECT_STR(initramfs_find(a, "/lib/x")->path, "/usr/lib/x");
	EXPECT(!initramfs_find(a, "/gone/x"));
	EXPECT(!initramfs_find(a, "/usr/lib")->target);
	EXPECT_INT(initramfs_find(a, "/dev/console")->mode, 020600);
	pool_free(pool);
}

static void directory_over_a_link_kills(void)
{
	static const struct line more[] = { { .name = "lib", .mode = DIR }, { 0 } };
	struct pool *pool = pool_new();
	struct buf image = { .pool = pool };
	struct initramfs *a;

	append(&image, INFLATE_GZIP, usual);
	append(&image, INFLATE_GZIP, more);
	a = read_image(pool, buf_bytes(&image));
	EXPECT(!initramfs_find(a, "/lib/modules"));
	EXPECT_STR(initramfs_modules_dir(a, "6.1.0"), "/usr/lib/modules/6.1.0");
	pool_free(pool);
}

static void hard_links_share_data(void)
{
	static const struct line lines[] = {
		{ .name = "a", .mode = REG, .nlink = 3, .ino = 7 },
		{ .name = "b", .mode = REG, .nlink = 3, .ino = 7 },
		{ .name = "c", .mode = REG, .data = "data", .nlink = 3, .ino = 7 },
		{ .name = "other", .mode = REG, .data = "x", .nlink = 2, .ino = 8 },
		{ 0 },
	};
	static const struct line again[] = {
		{ .name = "d", .mode = REG, .nlink = 2, .ino = 7 }, { 0 }
	};
	struct pool *pool = pool_new();
	struct buf image = { .pool = pool };
	struct initramfs *a;

	append(&image, INFLATE_GZIP, lines);
	append(&image, INFLATE_GZIP, again);
	a = read_image(pool, buf_bytes(&image));
	EXPECT_STR(data_of(pool, a, "/a"), "data");
	EXPECT_INT(initramfs_find(a, "/b")->size, 4);
	EXPECT_INT(initramfs_find(a, "/d")->size, 0);
	pool_free(pool);
}

static void links_in_circles(void)
{
	static const struct line lines[] = {
		{ .name = "a", .mode = LNK, .data = "b" },
		{ .name = "b", .mode = LNK, .data = "a" },
		{ .name = "c", .mode = LNK, .data = "../../c/c" },
		{ .name = "a/x", .mode = REG, .data = "x" },
		{ .name = "up", .mode = LNK, .data = "/etc/.." },
		{ .name = "empty", .mode = LNK, .data = "" },
		{ .name = "etc", .mode = DIR },
		{ .name = "etc/f", .mode = REG, .data = "f" },
		{ 0 },
	};
	struct pool *pool = pool_new();
	struct buf image = { .pool = pool };
	struct initramfs *a;

	append(&image, INFLATE_NONE, lines);
	a = read_image(pool, buf_bytes(&image));
	EXPECT(!a->problem);
	EXPECT(!initramfs_resolve(a, "/a"));
	EXPECT(!initramfs_resolve(a, "/c/x"));
	EXPECT_STR(data_of(pool, a, "/up/up/./etc//f"), "f");
	EXPECT_STR(initramfs_find(a, "/a")->target, "b");
	EXPECT_STR(initramfs_find(a, "/")->path, "/");
	pool_free(pool);
}

static void old_initrds(void)
{
	struct initramfs_options options = { 0 };
	struct pool *pool = pool_new();
	unsigned char *ext2 = pool_alloc(pool, 4096);
	struct bytes image = { ext2, 4096 };
	struct initramfs *a;

	ext2[0x438] = 0x53;
	ext2[0x439] = 0xef;
	EXPECT_INT(initramfs_read(pool, image, &options, &a), -EMEDIUMTYPE);
	EXPECT_STR(a->problem, "an old initrd (ext2), not an initramfs");
	image = packed(pool, INFLATE_GZIP, image);
	EXPECT_INT(initramfs_read(pool, image, &options, &a), -EMEDIUMTYPE);
	EXPECT_INT(initramfs_read(pool, bytes_of("-rom1fs-...."), &options, &a),
		   -EMEDIUMTYPE);
	EXPECT_INT(
		initramfs_read(pool, bytes_of("\x45\x3d\xcd\x28 cramfs"), &options, &a),
		-EMEDIUMTYPE);
	pool_free(pool);
}

static void truncated_at_every_byte(void)
{
	struct pool *pool = pool_new();
	struct buf image = { .pool = pool };
	size_t first;
	int fine = 0;

	append(&image, INFLATE_NONE, early);
	first = image.len;
	append(&image, INFLATE_GZIP, usual);
	for (size_t len = 0; len < image.len; len += len < first ? 3 : 1) {
		struct initramfs *a =
			read_image(pool, bytes_slice(buf_bytes(&image), 0, len));

		fine += len > first && !a->problem;
		EXPECT(a->problem || len <= first);
	}
	EXPECT_INT(fine, 0);
	pool_free(pool);
}

static void damage_is_said_with_its_place(void)
{
	struct pool *pool = pool_new();
	struct buf image = { .pool = pool };
	struct initramfs *a;
	size_t end;

	append(&image, INFLATE_GZIP, usual);
	end = image.len;
	buf_adds(&image, "junk");
	a = read_image(pool, buf_bytes(&image));
	EXPECT_STR(a->problem, "neither cpio nor compressed data");
	EXPECT_INT(a->problem_offset, end);
	EXPECT_STR(data_of(pool, a, "/etc/fstab"), "# none\n");
	image.len = end;
	buf_add(&image, deflate_gzip(pool, bytes_of("not cpio")));
	a = read_image(pool, buf_bytes(&image));
	EXPECT(strstr(a->problem, "not cpio") != NULL);
	EXPECT_INT(a->problem_offset, end);
	EXPECT_INT(a->segment_count, 2);
	a = read_image(pool, bytes_of(""));
	EXPECT_STR(a->problem, "empty");
	pool_free(pool);
}

static void bombs(void)
{
	struct initramfs_options options = { .inflate_limit = 1 << 20,
					     .keep = keep_small,
					     .keep_limit = 1500 };
	struct pool *pool = pool_new();
	struct bytes zeros = { pool_alloc(pool, 32 << 20), 32 << 20 };
	struct cpio_writer w = { .out.pool = pool };
	struct initramfs *a;

	EXPECT_INT(initramfs_read(pool, deflate_gzip(pool, zeros), &options, &a), 0);
	EXPECT_STR(a->problem, "gzip data too big");
	EXPECT_INT(a->inflated, 1 << 20);
	for (int i = 0; i < 4; i++)
		cpio_write_entry(
			&w,
			&(struct cpio_entry){ .name = pool_printf(pool, "f%d", i),
					      .mode = REG },
			bytes_slice(zeros, 0, 600));
	EXPECT_INT(initramfs_read(pool, buf_bytes(&w.out), &options, &a), 0);
	EXPECT_INT(initramfs_find(a, "f1")->data.len, 600);
	EXPECT_INT(initramfs_find(a, "f2")->data.len, 0);
	EXPECT_INT(initramfs_find(a, "f2")->size, 600);
	pool_free(pool);
}

static void what_the_kernel_passes_over(void)
{
	struct pool *pool = pool_new();
	unsigned char *long_target = pool_alloc(pool, 4097);
	struct cpio_writer w = { .out.pool = pool };
	struct cpio_entry link = { .name = "link", .mode = LNK };
	struct cpio_entry dir = { .name = "dir", .mode = DIR };
	struct cpio_entry file = { .name = "file", .mode = REG };
	struct initramfs *a;

	memset(long_target, 'x', 4097);
	cpio_write_entry(&w, &link, (struct bytes){ long_target, 4097 });
	cpio_write_entry(&w, &dir, bytes_of("a body"));
	cpio_write_entry(&w, &file, bytes_of("f"));
	a = read_image(pool, buf_bytes(&w.out));
	EXPECT(!a->problem);
	EXPECT(!initramfs_find(a, "/link"));
	EXPECT(!initramfs_find(a, "/dir"));
	EXPECT_STR(data_of(pool, a, "/file"), "f");
	pool_free(pool);
}

const struct test tests[] = {
	{ "early archive, then a packed one", early_then_packed },
	{ "later entries win", later_entries_win },
	{ "what the kernel does not take", what_the_kernel_does_not_take },
	{ "directory over a link kills", directory_over_a_link_kills },
	{ "hard links share data", hard_links_share_data },
	{ "links in circles", links_in_circles },
	{ "old initrds", old_initrds },
	{ "truncated at every byte", truncated_at_every_byte },
	{ "damage is said with its place", damage_is_said_with_its_place },
	{ "bombs", bombs },
	{ "what the kernel passes over", what_the_kernel_passes_over },
	{ 0 },
};
