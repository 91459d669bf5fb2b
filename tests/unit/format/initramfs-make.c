/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What is appended to an image, and reading on behind what is known of it. */
#include "format/initramfs.h"

#include <errno.h>

#include "images.h"

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
	{ "segment is added", segment_is_added },
	{ "reads on behind what is known", reads_on },
	{ "what cannot be placed", what_cannot_be_placed },
	{ 0 },
};
