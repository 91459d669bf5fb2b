/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Any initramfs; what was read is looked up again, and appended to where that is allowed.
 */
#include "format/initramfs.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static bool keep(const char *path, uint64_t size, void *ctx)
{
	(void)ctx;
	return strlen(path) % 2 && size < 4096;
}

static void append(struct pool *pool, struct bytes image, const struct initramfs *archive,
		   const struct initramfs_options *options)
{
	static const char path[] = "/lib/modules/6.1.0/kernel/x/virtio_blk.ko";
	struct initramfs_new_file file = { path, 0100644, { (const uint8_t *)"x", 1 } };
	struct buf joined = { .pool = pool };
	struct initramfs *again;
	struct bytes added;

	if (initramfs_segment_make(pool, archive, image.len, &file, 1, &added))
		return;
	buf_add(&joined, image);
	buf_add(&joined, added);
	(void)initramfs_read(pool, buf_bytes(&joined), options, &again);
	if (!again->problem && !initramfs_find(again, path))
		abort();
	if (initramfs_modules_dir(again, "6.1.0") && initramfs_resolve(again, path) &&
	    !initramfs_has_module(again, "6.1.0", "virtio-blk"))
		(void)initramfs_resolve(again, "/usr/lib/modules/6.1.0");
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct initramfs_options options = { .keep = keep,
					     .inflate_limit = 1 << 20,
					     .keep_limit = 1 << 16 };
	struct pool *pool = pool_new();
	struct bytes image = { data, size };
	struct initramfs *archive;

	if (initramfs_read(pool, image, &options, &archive) == 0) {
		for (size_t i = 0; i < archive->file_count && i < 1000; i++)
			if (initramfs_find(archive, archive->file[i].path) !=
			    &archive->file[i])
				abort();
		append(pool, image, archive, &options);
	}
	pool_free(pool);
	return 0;
}
