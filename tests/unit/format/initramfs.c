/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "format/initramfs.h"

#include <errno.h>

#include "format/cpio.h"
#include "packed.h"
#include "test.h"

enum { DIR = 040755, REG = 0100644, LNK = 0120777 };

struct line {
	const char *name;
	uint32_t mode;
	const char *data;
	uint32_t nlink, ino;
};

static struct bytes archive_of(struct pool *pool, const struct line *line)
{
	struct cpio_writer w = { .out.pool = pool };

	for (; line->name; line++) {
		struct cpio_entry e = { .name = line->name,
					.mode = line->mode,
					.nlink = line->nlink,
					.ino = line->ino };

		cpio_write_entry(&w, &e, bytes_of(line->data ? line->data : ""));
	}
	cpio_write_trailer(&w);
	return buf_bytes(&w.out);
}

static const struct line early[] = {
	{ .name = "kernel", .mode = DIR },
	{ .name = "kernel/x86", .mode = DIR },
	{ .name = "kernel/x86/microcode", .mode = DIR },
	{ .name = "kernel/x86/microcode/GenuineIntel.bin", .mode = REG, .data = "code" },
	{ 0 },
};

static const struct line usual[] = {
	{ .name = ".", .mode = DIR },
	{ .name = "usr", .mode = DIR },
	{ .name = "usr/lib", .mode = DIR },
	{ .name = "lib", .mode = LNK, .data = "usr/lib" },
	{ .name = "usr/lib/modules", .mode = DIR },
	{ .name = "usr/lib/modules/6.1.0", .mode = DIR },
	{ .name = "usr/lib/modules/6.1.0/virtio-blk.ko.xz", .mode = REG, .data = "m" },
	{ .name = "./etc", .mode = DIR },
	{ .name = "./etc/fstab", .mode = REG, .data = "# none\n" },
	{ 0 },
};

static bool keep_small(const char *path, uint64_t size, void *ctx)
{
	(void)path;
	(void)ctx;
	return size < 1000;
}

static struct initramfs *read_image(struct pool *pool, struct bytes image)
{
	struct initramfs_options options = { .keep = keep_small };
	struct initramfs *archive = NULL;

	/* A copy of the right length, so that the sanitizer sees a read past it. */
	EXPECT_INT(initramfs_read(pool, bytes_copy(pool, image), &options, &archive), 0);
	return archive;
}

static const char *data_of(struct pool *pool, const struct initramfs *a, const char *path)
{
	const struct initramfs_file *file = initramfs_resolve(a, path);

	return file ? bytes_str(pool, file->data) : NULL;
}

static void append(struct buf *image, enum inflate_kind kind, const struct line *line)
{
	buf_add(image, packed(image->pool, kind, archive_of(image->pool, line)));
}

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

/* The archive with COUNT files appended, read again. */
static struct initramfs *appended(struct pool *pool, enum inflate_kind kind,
				  const struct initramfs_new_file *file, size_t count,
				  struct bytes *added)
{
	struct buf image = { .pool = pool };

	append(&image, kind, usual);
	if (image.len % 4 == 0 && kind == INFLATE_GZIP)
		buf_fill(&image, 0, 1);
	EXPECT_INT(initramfs_segment_make(pool, read_image(pool, buf_bytes(&image)),
					  image.len, file, count, added),
		   0);
	buf_add(&image, *added);
	return read_image(pool, buf_bytes(&image));
}

static void segment_is_added(void)
{
	static const enum inflate_kind kinds[] = { INFLATE_GZIP, INFLATE_XZ,
						   INFLATE_LZ4_LEGACY, INFLATE_NONE };
	struct initramfs_new_file file[] = {
		{ "/lib/modules/6.1.0/kernel/net/virtio_net.ko", REG, bytes_of("net") },
		{ "/lib/modules/6.1.0/kernel/net/failover.ko", REG, bytes_of("f") },
		{ "/etc/fstab", 0100600, bytes_of("changed") },
		{ "/lib", DIR, { 0 } },
	};

	for (int i = 0; i < 4; i++) {
		struct pool *pool = pool_new();
		struct bytes added, twice;
		struct initramfs *a = appended(pool, kinds[i], file, 4, &added);
		bool lz4 = kinds[i] == INFLATE_LZ4_LEGACY;

		(void)appended(pool, kinds[i], file, 4, &twice);
		EXPECT(bytes_equal(added, twice));
		EXPECT(!a->problem);
		EXPECT_STR(initramfs_find(a, "/lib")->target, "usr/lib");
		EXPECT(initramfs_has_module(a, "6.1.0", "virtio-net"));
		EXPECT(initramfs_has_module(a, "6.1.0", "virtio_blk"));
		EXPECT_INT(initramfs_find(a, "/usr/lib/modules/6.1.0/kernel")->mode, DIR);
		EXPECT_STR(data_of(pool, a, "/etc/fstab"), "changed");
		EXPECT_INT(a->segment_count, lz4 ? 1 : 2);
		EXPECT_INT(a->segment[a->segment_count - 1].kind,
			   lz4 ? INFLATE_LZ4_LEGACY : INFLATE_GZIP);
		if (!lz4) {
			EXPECT_INT(a->segment[1].offset % 4, 0);
			/* kernel, kernel/net, and three files */
			EXPECT_INT(a->segment[1].entries, 5);
		}
		pool_free(pool);
	}
}

static void same_archive(const struct initramfs *a, const struct initramfs *b)
{
	EXPECT_INT(a->file_count, b->file_count);
	EXPECT(!a->problem == !b->problem);
	for (size_t i = 0; i < a->file_count && i < b->file_count; i++) {
		EXPECT_STR(a->file[i].path, b->file[i].path);
		EXPECT_INT(a->file[i].mode, b->file[i].mode);
		EXPECT_INT(a->file[i].size, b->file[i].size);
		EXPECT(bytes_equal(a->file[i].data, b->file[i].data));
		EXPECT(initramfs_find(b, a->file[i].path) == &b->file[i]);
	}
}

/* Reading on gives what reading the whole gives, and leaves the first index alone. */
static void reads_on(void)
{
	static const struct initramfs_options options = { .keep = keep_small };
	static const enum inflate_kind kinds[] = { INFLATE_GZIP, INFLATE_ZSTD,
						   INFLATE_LZ4_LEGACY, INFLATE_NONE };
	struct initramfs_new_file file[] = {
		{ "/lib/modules/6.1.0/kernel/net/virtio_net.ko", REG, bytes_of("net") },
		{ "/etc/fstab", 0100600, bytes_of("changed") },
		{ "/new/link", 0120777, bytes_of("/etc") },
	};

	for (int i = 0; i < 4; i++) {
		struct pool *pool = pool_new();
		struct buf image = { .pool = pool }, whole = { .pool = pool };
		struct initramfs *base, *again, *on, *all;
		struct bytes added;

		append(&image, kinds[i], usual);
		base = read_image(pool, buf_bytes(&image));
		again = read_image(pool, buf_bytes(&image));
		EXPECT_INT(initramfs_segment_make(pool, base, image.len, file, 3, &added),
			   0);
		buf_add(&whole, buf_bytes(&image));
		buf_add(&whole, added);
		all = read_image(pool, buf_bytes(&whole));
		initramfs_read_on(pool, base, image.len, bytes_copy(pool, added),
				  &options, &on);
		same_archive(all, on);
		same_archive(again, base);
		EXPECT_STR(data_of(pool, on, "/new/link/fstab"), "changed");
		EXPECT_INT(on->segment_count, base->segment_count + 1);
		initramfs_read_on(pool, base, image.len,
				  bytes_slice(added, 0, added.len - 3), &options, &on);
		EXPECT(on->problem && on->problem_offset >= image.len);
		pool_free(pool);
	}
}

static int make_error(const char *path, uint32_t mode)
{
	struct pool *pool = pool_new();
	struct buf image = { .pool = pool };
	struct initramfs_new_file file = { path, mode, { 0 } };
	struct bytes out;
	int err;

	append(&image, INFLATE_GZIP, usual);
	err = initramfs_segment_make(pool, read_image(pool, buf_bytes(&image)), image.len,
				     &file, 1, &out);
	pool_free(pool);
	return err;
}

static void what_cannot_be_placed(void)
{
	struct pool *pool = pool_new();
	struct initramfs *a = read_image(pool, bytes_of("junk"));
	struct bytes out;

	EXPECT_INT(initramfs_segment_make(pool, a, 4, NULL, 0, &out), -EBADMSG);
	EXPECT_INT(make_error("/etc/fstab/x", REG), -ENOTDIR);
	EXPECT_INT(make_error("/etc", REG), -EISDIR);
	EXPECT_INT(make_error("/etc/fstab", DIR), -ENOTDIR);
	EXPECT_INT(make_error("/lib", DIR), 0);
	EXPECT_INT(make_error("/", REG), -EISDIR);
	EXPECT_INT(make_error("/../../etc/x", REG), 0);
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
	{ "segment is added", segment_is_added },
	{ "reads on behind what is known", reads_on },
	{ "what cannot be placed", what_cannot_be_placed },
	{ 0 },
};
