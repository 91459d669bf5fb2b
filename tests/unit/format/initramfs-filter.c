/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "format/cpio.h"
#include "format/initramfs.h"

#include <errno.h>
#include <sys/stat.h>

#include "packed.h"
#include "test.h"

static bool is_module(const char *name, void *ctx)
{
	(void)ctx;
	return strncmp(name, "lib/modules/", 12) == 0;
}

static const struct initramfs_filter filter = { .drop = is_module, .limit = 1 << 20 };

static bool keep_all(const char *path, uint64_t size, void *ctx)
{
	(void)path;
	(void)size;
	(void)ctx;
	return true;
}

static void add(struct cpio_writer *writer, const char *name, uint32_t mode,
		const char *data)
{
	struct cpio_entry entry = { .name = name, .mode = mode, .uid = 7, .mtime = 9 };

	if (S_ISCHR(mode))
		entry.rmajor = 5, entry.rminor = 1;
	cpio_write_entry(writer, &entry, bytes_of(data));
}

static struct bytes usual(struct pool *pool)
{
	struct cpio_writer writer = { .out.pool = pool };
	struct cpio_entry linked = {
		.name = "bin/a", .mode = S_IFREG | 0755, .nlink = 2, .ino = 77
	};

	add(&writer, "bin", S_IFDIR | 0755, "");
	add(&writer, "dev/console", S_IFCHR | 0600, "");
	cpio_write_entry(&writer, &linked, bytes_of(""));
	linked.name = "bin/b";
	cpio_write_entry(&writer, &linked, bytes_of("linked"));
	add(&writer, "lib", S_IFDIR | 0755, "");
	add(&writer, "lib/modules", S_IFDIR | 0755, "");
	add(&writer, "lib/modules/1", S_IFDIR | 0755, "");
	add(&writer, "lib/modules/1/x.ko", S_IFREG | 0644, "module");
	add(&writer, "init", S_IFREG | 0755, "#!/bin/sh\n");
	cpio_write_trailer(&writer);
	return buf_bytes(&writer.out);
}

static struct initramfs *read_image(struct pool *pool, struct bytes image)
{
	static const struct initramfs_options options = { .keep = keep_all };
	struct initramfs *archive;

	EXPECT_INT(initramfs_read(pool, image, &options, &archive), 0);
	EXPECT(!archive->problem);
	return archive;
}

/* The content of the one packed segment, which everything else stays in. */
static struct bytes inner(struct pool *pool, struct bytes image,
			  const struct initramfs *archive)
{
	struct bytes out;

	EXPECT_INT(inflate_bytes(pool,
				 bytes_slice(image, archive->segment[1].offset, SIZE_MAX),
				 1 << 20, &out),
		   0);
	return out;
}

static void drops_and_keeps(void)
{
	static const enum inflate_kind kinds[] = { INFLATE_ZSTD, INFLATE_LZ4_LEGACY };

	for (int i = 0; i < 2; i++) {
		struct pool *pool = pool_new();
		struct buf image = { .pool = pool };
		struct cpio_writer early = { .out.pool = pool };
		struct initramfs *before, *after;
		struct bytes out, plain;

		add(&early, "kernel", S_IFREG | 0644, "microcode");
		cpio_write_trailer(&early);
		buf_add(&image, buf_bytes(&early.out));
		buf_fill(&image, 0, -image.len & 511);
		buf_add(&image, packed(pool, kinds[i], usual(pool)));
		before = read_image(pool, buf_bytes(&image));
		EXPECT_INT(
			initramfs_filter(pool, buf_bytes(&image), before, &filter, &out),
			0);
		after = read_image(pool, out);
		EXPECT_INT(after->segment_count, 2);
		EXPECT_INT(after->segment[1].offset, before->segment[1].offset);
		EXPECT_INT(after->segment[1].kind, i ? INFLATE_LZ4_LEGACY : INFLATE_GZIP);
		EXPECT(bytes_equal(
			bytes_slice(out, 0, after->segment[1].offset),
			bytes_slice(buf_bytes(&image), 0, after->segment[1].offset)));
		EXPECT(!initramfs_find(after, "/lib/modules/1"));
		EXPECT(initramfs_find(after, "/lib/modules") != NULL);
		EXPECT(bytes_is(initramfs_find(after, "/bin/a")->data, "linked"));
		EXPECT(bytes_is(initramfs_find(after, "/init")->data, "#!/bin/sh\n"));
		/* Every header as it was: number of the device, owner, time. */
		plain = inner(pool, out, after);
		EXPECT(bytes_equal(bytes_slice(plain, 0, 500),
				   bytes_slice(usual(pool), 0, 500)));
		pool_free(pool);
	}
}

static void knows_its_limits(void)
{
	struct initramfs_filter small = { .drop = is_module, .limit = 200 };
	struct pool *pool = pool_new();
	struct bytes image = packed(pool, INFLATE_GZIP, usual(pool)), out;
	struct initramfs *archive = read_image(pool, image);

	EXPECT_INT(initramfs_filter(pool, image, archive, &small, &out), -EFBIG);
	archive->problem = "damaged";
	EXPECT_INT(initramfs_filter(pool, image, archive, &filter, &out), -EBADMSG);
	pool_free(pool);
}

const struct test tests[] = {
	{ "drops modules, keeps every field of the rest", drops_and_keeps },
	{ "knows its limits", knows_its_limits },
	{ 0 },
};
