/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Small images for the tests of initramfs.h, written line by line. */
#pragma once

#include "format/cpio.h"
#include "format/initramfs.h"
#include "packed.h"
#include "test.h"

enum { DIR = 040755, REG = 0100644, LNK = 0120777 };

struct line {
	const char *name;
	uint32_t mode;
	const char *data;
	uint32_t nlink, ino;
};

static inline struct bytes archive_of(struct pool *pool, const struct line *line)
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

static inline bool keep_small(const char *path, uint64_t size, void *ctx)
{
	(void)path;
	(void)ctx;
	return size < 1000;
}

static inline struct initramfs *read_image(struct pool *pool, struct bytes image)
{
	struct initramfs_options options = { .keep = keep_small };
	struct initramfs *archive = NULL;

	/* A copy of the right length, so that the sanitizer sees a read past it. */
	EXPECT_INT(initramfs_read(pool, bytes_copy(pool, image), &options, &archive), 0);
	return archive;
}

static inline const char *data_of(struct pool *pool, const struct initramfs *a,
				  const char *path)
{
	const struct initramfs_file *file = initramfs_resolve(a, path);

	return file ? bytes_str(pool, file->data) : NULL;
}

static inline void append(struct buf *image, enum inflate_kind kind,
			  const struct line *line)
{
	buf_add(image, packed(image->pool, kind, archive_of(image->pool, line)));
}
